using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.ManagedFields;

/// <summary>What a mutating policy's configuration makes of a Deployment.</summary>
public sealed class UnownedApplyTests
{
    [Theory]
    [InlineData("""{"replicas":1}""", """{"replicas":3}""", """{"replicas":3}""")]
    [InlineData(
        """{"template":{"spec":{"volumes":[{"name":"x"}]}}}""",
        """{"template":{"spec":{"volumes":[{"name":"y"}]}}}""",
        """{"template":{"spec":{"volumes":[{"name":"x"},{"name":"y"}]}}}""")]
    [InlineData(
        """{"template":{"spec":{"volumes":[{"name":"x"},{"name":"y"}]}}}""",
        """{"template":{"spec":{"volumes":[{"name":"y","hostPath":{"path":"a"}}]}}}""",
        """{"template":{"spec":{"volumes":[{"name":"x"},{"name":"y","hostPath":{"path":"a"}}]}}}""")]
    [InlineData(
        """{"template":{"metadata":{"labels":{"a":"1"}}}}""",
        """{"template":{"metadata":{"labels":{"b":"2"}}}}""",
        """{"template":{"metadata":{"labels":{"a":"1","b":"2"}}}}""")]
    [InlineData(
        """{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"e","value":"a"},{"name":"e","value":"b"},{"name":"f"}]}]}}}""",
        """{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"e","value":"c"}]}]}}}""",
        """{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"e","value":"c"},{"name":"f"}]}]}}}""")]
    public void A_configuration_is_merged_by_the_keys_of_lists_and_maps(string live, string config, string expected)
    {
        var (merged, complaint) = Apply(live, config);

        complaint.Should().BeEmpty();
        merged!["spec"]!.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData("""{"selector":{"matchLabels":{"l":"v"}}}""", "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector")]
    [InlineData(
        """{"template":{"spec":{"containers":[{"name":"c","args":["a"]}],"nodeSelector":{"a":"b"}}}}""",
        "invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.template.spec.containers[0].args, .spec.template.spec.nodeSelector")]
    [InlineData("""{"replicasx":1}""", "failed to convert patch object to typed object: .spec.replicasx: field not declared in schema")]
    public void What_would_remove_more_than_it_names_is_refused_and_what_the_schema_does_not_know(string config, string expected)
    {
        var (merged, complaint) = Apply("{}", config);

        merged.Should().BeNull();
        complaint.Should().Be(expected);
    }

    private static (JsonObject? Merged, string Complaint) Apply(string live, string config) =>
        UnownedApply.Apply(Deployment(live), Deployment(config), ApiCatalog.BuiltIn.Type("io.k8s.api.apps.v1.Deployment"));

    private static JsonObject Deployment(string spec) => JsonNode.Parse($$"""{"spec":{{spec}}}""")!.AsObject();
}
