using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Reads;

/// <summary>Entries 31 and 37: lists, their pages, and the fields that select.</summary>
public sealed class ListTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("configmaps", "ConfigMapList", "v1")]
    [InlineData("endpoints", "EndpointsList", "v1")]
    [InlineData("deployments", "DeploymentList", "apps/v1")]
    [InlineData("networkpolicies", "NetworkPolicyList", "networking.k8s.io/v1")]
    [InlineData("ingressclasses", "IngressClassList", "networking.k8s.io/v1")]
    [InlineData("csinodes", "CSINodeList", "storage.k8s.io/v1")]
    public async Task A_list_is_named_after_its_kind_and_its_items_say_nothing_of_theirs(string resource, string kind, string version)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        var empty = await cluster.GetAsync(path);
        await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var one = await cluster.GetAsync(path);

        empty.Text.Should().EndWith("\"items\":[]}");
        (empty.Json["kind"]!.GetValue<string>(), empty.Json["apiVersion"]!.GetValue<string>()).Should().Be((kind, version));
        one.Items.Should().ContainSingle().Which.Should().NotContainKeys("kind", "apiVersion");
    }

    [Fact]
    public async Task What_remains_is_counted_only_without_selectors()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await FillAsync(cluster, 5);

        var plain = await cluster.GetAsync($"{ConfigMaps}?limit=2");
        var labels = await cluster.GetAsync($"{ConfigMaps}?limit=2&labelSelector=app%3Dx");
        var fields = await cluster.GetAsync($"{ConfigMaps}?limit=2&fieldSelector=metadata.namespace%3Ddefault");
        var whole = await cluster.GetAsync($"{ConfigMaps}?limit=5");

        plain.Metadata["remainingItemCount"]!.GetValue<long>().Should().Be(3);
        labels.Metadata.Should().ContainKey("continue").And.NotContainKey("remainingItemCount");
        labels.Names.Should().HaveCount(2);
        fields.Metadata.Should().NotContainKey("remainingItemCount");
        whole.Metadata.Should().NotContainKeys("continue", "remainingItemCount");
    }

    [Fact]
    public async Task Pages_are_of_one_revision_until_it_is_forgotten_and_then_go_on_with_what_is_now()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await FillAsync(cluster, 4);
        var first = await cluster.GetAsync($"{ConfigMaps}?limit=1");
        await cluster.DeleteAsync($"{ConfigMaps}/n2");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"n9"}}""");
        var second = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={first.Metadata["continue"]}");
        await cluster.Store.CompactAsync(cluster.Store.Applied, TestContext.Current.CancellationToken);

        var expired = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={second.Metadata["continue"]}");
        var fresh = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={expired.Metadata["continue"]}");
        var last = await cluster.GetAsync($"{ConfigMaps}?continue={fresh.Metadata["continue"]}");

        second.ResourceVersion.Should().Be(first.ResourceVersion);
        (expired.Code, expired.Reason).Should().Be((410, "Expired"));
        expired.Message.Should().Be(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.");
        first.Names.Concat(second.Names).Concat(fresh.Names).Concat(last.Names).Should().Equal("n0", "n1", "n3", "n9");
        fresh.ResourceVersion.Should().Be(cluster.Store.Applied.ToString());
        last.ResourceVersion.Should().Be(fresh.ResourceVersion);
    }

    [Theory]
    [InlineData("continue=nonsense", 400)]
    [InlineData("continue=eyJ2IjoiZm9vIn0", 400)]
    [InlineData("limit=x", 400)]
    [InlineData("labelSelector=a%20b%20c", 400)]
    [InlineData("fieldSelector=a", 400)]
    [InlineData("resourceVersion=x", 400)]
    public async Task A_list_that_is_asked_for_in_nonsense_is_a_bad_request(string query, int code)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}?{query}");

        (answer.Code, answer.Json["kind"]!.GetValue<string>()).Should().Be((code, "Status"), answer.Text);
    }

    [Theory]
    [InlineData("app%3Dx", "n0,n2,n4")]
    [InlineData("app%3D%3Dx", "n0,n2,n4")]
    [InlineData("app!%3Dx", "bare,n1,n3")]
    [InlineData("app", "n0,n1,n2,n3,n4")]
    [InlineData("!app", "bare")]
    [InlineData("app%20in%20(x,y)", "n0,n1,n2,n3,n4")]
    [InlineData("app%20notin%20(x)", "bare,n1,n3")]
    [InlineData("number%3E2", "n3,n4")]
    [InlineData("number%3C2", "n0,n1")]
    [InlineData("app%3Dx,number%3E1", "n2,n4")]
    public async Task Labels_select_in_every_form(string selector, string names)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await FillAsync(cluster, 5);
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"bare"}}""");

        (await cluster.GetAsync($"{ConfigMaps}?labelSelector={selector}")).Names.Should().Equal(names.Split(','));
    }

    [Theory]
    [InlineData("pods", "spec.nodeName=n1", """{"spec":{"nodeName":"n1"}}""")]
    [InlineData("pods", "spec.restartPolicy=Never", """{"spec":{"restartPolicy":"Never"}}""")]
    [InlineData("pods", "spec.schedulerName=mine", """{"spec":{"schedulerName":"mine"}}""")]
    [InlineData("pods", "spec.serviceAccountName=other", """{"spec":{"serviceAccountName":"other"}}""")]
    [InlineData("pods", "spec.hostNetwork=true", """{"spec":{"hostNetwork":true}}""")]
    [InlineData("pods", "status.phase=Running", """{"status":{"phase":"Running"}}""")]
    [InlineData("pods", "status.podIP=10.1.2.3", """{"status":{"podIP":"10.1.2.3","podIPs":[{"ip":"10.1.2.3"}]}}""")]
    [InlineData("pods", "status.nominatedNodeName=n1", """{"status":{"nominatedNodeName":"n1"}}""")]
    [InlineData("nodes", "spec.unschedulable=true", """{"spec":{"unschedulable":true}}""")]
    [InlineData("secrets", "type=example.com/x", """{"type":"example.com/x"}""")]
    [InlineData("services", "spec.type=NodePort", """{"spec":{"type":"NodePort"}}""")]
    [InlineData("services", "spec.clusterIP=None", """{"spec":{"clusterIP":"None"}}""")]
    [InlineData("jobs", "status.successful=2", """{"status":{"succeeded":2}}""")]
    [InlineData("replicasets", "status.replicas=2", """{"status":{"replicas":2}}""")]
    [InlineData("replicationcontrollers", "status.replicas=2", """{"status":{"replicas":2}}""")]
    [InlineData("certificatesigningrequests", "spec.signerName=x.y/z", """{"spec":{"signerName":"x.y/z"}}""")]
    [InlineData("events", "involvedObject.kind=Pod", """{"involvedObject":{"kind":"Pod","namespace":"default"}}""")]
    [InlineData("events", "involvedObject.name=p", """{"involvedObject":{"name":"p","namespace":"default"}}""")]
    [InlineData("events", "involvedObject.uid=u", """{"involvedObject":{"uid":"u","namespace":"default"}}""")]
    [InlineData("events", "involvedObject.fieldPath=f", """{"involvedObject":{"fieldPath":"f","namespace":"default"}}""")]
    [InlineData("events", "reason=Because", """{"reason":"Because"}""")]
    [InlineData("events", "type=Warning", """{"type":"Warning"}""")]
    [InlineData("events", "source=kubelet", """{"source":{"component":"kubelet"}}""")]
    [InlineData("leases", "metadata.name=chosen", "{}")]
    public async Task A_field_of_the_kind_selects_objects_and_events(string resource, string selector, string change)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        await cluster.CreateAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"other"}}""");
        await cluster.CreateAsync(path, SampleObjects.Of(resource, "plain").ToJsonString());
        var query = $"fieldSelector={Uri.EscapeDataString(selector)}";
        using var watch = await cluster.WatchAsync($"{path}?{query}&resourceVersion={cluster.Store.Applied}");
        var before = await cluster.GetAsync($"{path}?{query}");
        var body = SampleObjects.Of(resource, "chosen");
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            Lay(name, value!, body);
        }

        await cluster.CreateAsync(path, body.ToJsonString());
        if (body["status"] is { } status && resource != "nodes")
        {
            (await cluster.MergeAsync($"{path}/chosen/status", new JsonObject { ["status"] = status.DeepClone() }.ToJsonString())).Code.Should().Be(200);
        }

        before.Items.Should().BeEmpty();
        (await cluster.GetAsync($"{path}?{query}")).Names.Should().Equal("chosen");
        (await watch.NextAsync())!.ToString().Should().Be("ADDED chosen");
    }

    [Theory]
    [InlineData("/api/v1/pods", "field label not supported: spec.foo")]
    [InlineData("/apis/apps/v1/deployments", "\"spec.foo\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task A_field_that_does_not_select_is_refused(string path, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var list = await cluster.GetAsync($"{path}?fieldSelector=spec.foo%3Dx");
        var watch = await cluster.GetAsync($"{path}?watch=true&fieldSelector=spec.foo%3Dx");

        (list.Code, list.Reason).Should().Be((400, "BadRequest"));
        list.Message.Should().Be(why);
        watch.Message.Should().Be(list.Message);
    }

    private static void Lay(string name, JsonNode value, JsonObject over)
    {
        if (value is JsonObject change && over[name] is JsonObject there)
        {
            foreach (var (below, member) in change)
            {
                Lay(below, member!, there);
            }
        }
        else
        {
            over[name] = value.DeepClone();
        }
    }

    private static async Task FillAsync(ApiCluster cluster, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await cluster.CreateAsync(
                ConfigMaps, new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = $"n{i}",
                        ["labels"] = new JsonObject { ["app"] = i % 2 == 0 ? "x" : "y", ["number"] = $"{i}" },
                    },
                }.ToJsonString());
        }
    }
}
