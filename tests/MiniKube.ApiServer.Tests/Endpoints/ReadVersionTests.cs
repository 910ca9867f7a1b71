using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ReadVersionTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    /// <summary>What the query means where the object <c>b</c> came after the revision OLD, and NEW is the newest.</summary>
    [Theory]
    [InlineData("", "a b")]
    [InlineData("resourceVersion=0", "a b")]
    [InlineData("resourceVersion=OLD", "a b")]
    [InlineData("resourceVersion=OLD&resourceVersionMatch=NotOlderThan", "a b")]
    [InlineData("resourceVersion=0&resourceVersionMatch=NotOlderThan", "a b")]
    [InlineData("resourceVersion=OLD&resourceVersionMatch=Exact", "a")]
    [InlineData("resourceVersion=NEW&resourceVersionMatch=Exact", "a b")]
    [InlineData("limit=5", "a b")]
    [InlineData("limit=5&resourceVersion=0", "a b")]
    [InlineData("limit=5&resourceVersion=OLD", "a")]
    [InlineData("limit=5&resourceVersion=OLD&resourceVersionMatch=Exact", "a")]
    [InlineData("limit=5&resourceVersion=OLD&resourceVersionMatch=NotOlderThan", "a b")]
    public async Task A_list_is_as_new_as_its_parameters_ask(string query, string names)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var old = cluster.Store.Applied.ToString();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");

        var list = await cluster.GetAsync($"{ConfigMaps}?{query.Replace("OLD", old, StringComparison.Ordinal).Replace("NEW", $"{cluster.Store.Applied}", StringComparison.Ordinal)}");

        list.Code.Should().Be(200, list.Text);
        string.Join(' ', list.Names).Should().Be(names);
        list.ResourceVersion.Should().Be(names == "a" ? old : cluster.Store.Applied.ToString());
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Newest&resourceVersion=1", "resourceVersionMatch: Unsupported value: \"Newest\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=1&continue=x", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    [InlineData("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("watch=true&resourceVersionMatch=NotOlderThan", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("watch=true&sendInitialEvents=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    public async Task Parameters_that_do_not_go_together_are_refused_by_name(string query, string complaint)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}?{query}");

        (answer.Code, answer.Reason).Should().Be((422, "Invalid"));
        answer.Message.Should().Be($"ListOptions.meta.k8s.io \"\" is invalid: {complaint}");
    }

    [Theory]
    [InlineData("resourceVersion=new")]
    [InlineData("limit=many")]
    [InlineData("continue=nonsense")]
    [InlineData("labelSelector=a+in+(")]
    [InlineData("fieldSelector=spec.color%3Dred")]
    public async Task A_parameter_that_cannot_be_read_is_a_bad_request(string query)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}?{query}");

        (answer.Code, answer.Reason).Should().Be((400, "BadRequest"));
    }

    [Fact]
    public async Task A_continuation_names_no_revision_of_its_own()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        var first = await cluster.GetAsync($"{ConfigMaps}?limit=1");

        var odd = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={first.Metadata["continue"]}&resourceVersion=1");
        var any = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={first.Metadata["continue"]}&resourceVersion=0");

        (odd.Code, odd.Message).Should().Be((400, "specifying resource version is not allowed when using continue"));
        any.Names.Should().Equal("b");
    }

    [Fact]
    public async Task A_selector_leaves_the_number_of_remaining_items_open()
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await cluster.CreateAsync(ConfigMaps, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"l":"v"}}}""");
        }

        var all = await cluster.GetAsync($"{ConfigMaps}?limit=1");
        var selected = await cluster.GetAsync($"{ConfigMaps}?limit=1&labelSelector=l");

        all.Metadata["remainingItemCount"]!.GetValue<int>().Should().Be(2);
        selected.Metadata.Should().NotContainKey("remainingItemCount").And.ContainKey("continue");
    }

    [Fact]
    public async Task A_get_waits_for_no_future_and_refuses_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        (await cluster.GetAsync($"{ConfigMaps}/a?resourceVersion=0")).Code.Should().Be(200);
        (await cluster.GetAsync($"{ConfigMaps}/a?resourceVersion={cluster.Store.Applied}")).Code.Should().Be(200);
        var future = await cluster.GetAsync($"{ConfigMaps}/a?resourceVersion=100000");
        (future.Code, future.Reason).Should().Be((504, "Timeout"));
    }

    [Theory]
    [InlineData("/api/v1/pods", "spec.host=,status.podIPs=,spec.hostNetwork=false,status.nominatedNodeName=", true)]
    [InlineData("/api/v1/nodes", "spec.unschedulable=false", true)]
    [InlineData("/api/v1/namespaces", "status.phase=Active", true)]
    [InlineData("/api/v1/secrets", "type=Opaque", true)]
    [InlineData("/api/v1/services", "spec.clusterIP=None,spec.type=ClusterIP", true)]
    [InlineData("/api/v1/events", "involvedObject.kind=Pod,reason=x,type=Normal,source=y,reportingComponent=z", true)]
    [InlineData("/apis/events.k8s.io/v1/events", "regarding.name=a,reportingController=b", true)]
    [InlineData("/apis/batch/v1/jobs", "status.successful=1", true)]
    [InlineData("/apis/apps/v1/replicasets", "status.replicas=0", true)]
    [InlineData("/api/v1/replicationcontrollers", "status.replicas=0", true)]
    [InlineData("/apis/certificates.k8s.io/v1/certificatesigningrequests", "spec.signerName=x", true)]
    [InlineData("/apis/apps/v1/deployments", "metadata.name=a,metadata.namespace=b", true)]
    [InlineData("/apis/apps/v1/deployments", "status.replicas=0", false)]
    [InlineData("/api/v1/pods", "spec.priority=0", false)]
    [InlineData("/api/v1/events", "regarding.name=a", false)]
    public async Task A_kind_is_selected_by_the_fields_that_upstream_knows_of_it(string path, string selector, bool isKnown)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{path}?fieldSelector={Uri.EscapeDataString(selector)}");

        answer.Code.Should().Be(isKnown ? 200 : 400, answer.Text);
    }
}
