using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class UpdateFormTests
{
    private const string Default = "namespaces/default";

    public static TheoryData<string, string> Conditional => new()
    {
        { $"/api/v1/{Default}/services", """{"spec":{"ports":[{"port":80}]}}""" },
        { $"/apis/coordination.k8s.io/v1/{Default}/leases", """{"spec":{"holderIdentity":"x"}}""" },
        { "/apis/node.k8s.io/v1/runtimeclasses", """{"handler":"h"}""" },
        { "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "{}" },
        { "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "{}" },
        { $"/apis/policy/v1/{Default}/poddisruptionbudgets", """{"spec":{"minAvailable":1}}""" },
        { "/apis/storage.k8s.io/v1/csidrivers", """{"spec":{}}""" },
        { "/apis/storage.k8s.io/v1/csinodes", """{"spec":{"drivers":[]}}""" },
        { "/apis/storage.k8s.io/v1/volumeattachments", """{"spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"v"}}}""" },
        { $"/apis/storage.k8s.io/v1/{Default}/csistoragecapacities", """{"storageClassName":"s"}""" },
    };

    public static TheoryData<string, string> Creatable => new()
    {
        { $"/api/v1/{Default}/services", """{"spec":{"ports":[{"port":80}]}}""" },
        { $"/apis/coordination.k8s.io/v1/{Default}/leases", """{"spec":{"holderIdentity":"x"}}""" },
        { "/apis/node.k8s.io/v1/runtimeclasses", """{"handler":"h"}""" },
        { $"/api/v1/{Default}/endpoints", """{"subsets":[]}""" },
        { $"/api/v1/{Default}/events", """{"involvedObject":{"kind":"Node","name":"n"}}""" },
        { $"/api/v1/{Default}/limitranges", """{"spec":{"limits":[]}}""" },
        { $"/apis/rbac.authorization.k8s.io/v1/{Default}/roles", """{"rules":[]}""" },
        { $"/apis/rbac.authorization.k8s.io/v1/{Default}/rolebindings", """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}""" },
        { "/apis/rbac.authorization.k8s.io/v1/clusterroles", """{"rules":[]}""" },
        { "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"}}""" },
    };

    [Theory]
    [MemberData(nameof(Conditional))]
    public async Task Some_kinds_want_to_be_told_the_revision_that_an_update_is_of(string collection, string content)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(collection, Named(content));
        var desired = created.DeepClone().AsObject();
        desired["metadata"]!.AsObject().Remove("resourceVersion");

        var refused = await cluster.PutAsync($"{collection}/x", desired);

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().EndWith("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        (await cluster.PutAsync($"{collection}/x", created)).Code.Should().Be(200);
    }

    [Theory]
    [MemberData(nameof(Creatable))]
    public async Task Some_kinds_are_made_by_an_update(string collection, string content)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var made = await cluster.PutAsync($"{collection}/x", Named(content));

        made.Code.Should().Be(201, made.Text);
        (await cluster.GetAsync($"{collection}/x")).Metadata["uid"]!.GetValue<string>().Should().Be(made.Metadata["uid"]!.GetValue<string>());
    }

    [Theory]
    [InlineData($"/api/v1/{Default}/configmaps", "{}")]
    [InlineData($"/api/v1/{Default}/serviceaccounts", "{}")]
    [InlineData($"/apis/apps/v1/{Default}/controllerrevisions", """{"revision":1,"data":{"a":"b"}}""")]
    [InlineData("/apis/scheduling.k8s.io/v1/priorityclasses", """{"value":1}""")]
    public async Task Other_kinds_are_overwritten_but_not_made(string collection, string content)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var missing = await cluster.PutAsync($"{collection}/x", Named(content));
        await cluster.CreateAsync(collection, Named(content));
        var overwritten = await cluster.PutAsync($"{collection}/x", Named(content));

        missing.Code.Should().Be(404, missing.Text);
        overwritten.Code.Should().Be(200, overwritten.Text);
    }

    [Fact]
    public async Task The_status_stores_annotations_and_of_workloads_no_labels()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("d");
        await cluster.CreatePodAsync("p", labels: """{"app":"p"}""");
        const string Change = """{"metadata":{"annotations":{"k":"v"},"labels":{"new":"l"}}}""";

        var workload = await cluster.MergeAsync($"/apis/apps/v1/{Default}/deployments/d/status", Change);
        var pod = await cluster.MergeAsync($"/api/v1/{Default}/pods/p/status", Change);

        workload.Metadata["annotations"]!["k"]!.GetValue<string>().Should().Be("v");
        workload.Metadata["labels"]!.AsObject().Should().NotContainKey("new");
        pod.Metadata["annotations"]!["k"]!.GetValue<string>().Should().Be("v");
        pod.Metadata["labels"]!.AsObject().Should().ContainKey("new");
    }

    private static string Named(string content)
    {
        var body = JsonNode.Parse(content)!.AsObject();
        body["metadata"] = new JsonObject { ["name"] = "x" };
        return body.ToJsonString();
    }
}
