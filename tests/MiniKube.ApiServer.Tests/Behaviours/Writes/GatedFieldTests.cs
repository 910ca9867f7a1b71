using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

public sealed class GatedFieldTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Sets = "/apis/apps/v1/namespaces/default/replicasets";
    private const string Template = """{"metadata":{"labels":{"a":"b"}},"spec":{"hostnameOverride":"h","containers":[{"name":"c","image":"i","lifecycle":{"stopSignal":"SIGTERM"}}]}}""";

    [Fact]
    public async Task Nobody_gets_the_fields_of_features_that_are_off_stored()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var set = await cluster.CreateAsync(
            Sets, $$$"""{"metadata":{"name":"s"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{{{Template}}}}}""");

        var changed = await cluster.MergeAsync($"{Sets}/s", $$$"""{"spec":{"template":{{{Template}}}}}""");
        var counted = await cluster.MergeAsync($"{Sets}/s/status", """{"status":{"replicas":1,"terminatingReplicas":3}}""");

        var spec = set["spec"]!["template"]!["spec"]!.AsObject();
        spec.ContainsKey("hostnameOverride").Should().BeFalse();
        spec["containers"]![0]!.AsObject().ContainsKey("lifecycle").Should().BeFalse();
        changed.Code.Should().Be(200, changed.Text);
        changed.Metadata["generation"]!.GetValue<int>().Should().Be(1, "nothing has changed that is stored");
        counted.Json["status"]!["replicas"]!.GetValue<int>().Should().Be(1);
        counted.Json["status"]!.AsObject().ContainsKey("terminatingReplicas").Should().BeFalse();
    }

    [Fact]
    public async Task A_variable_of_a_source_that_is_off_has_no_source()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(
            Pods,
            """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"fileKeyRef":{"volumeName":"v","path":"p","key":"k"}}}]}]}}""");

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().Be(
            "Pod \"a\" is invalid: spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    }
}
