using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ListTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task An_empty_list_has_items_and_the_revision_it_was_read_at()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var list = await cluster.GetAsync(ConfigMaps);

        list.Text.Should().Be($$$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{{cluster.Store.Applied}}}"},"items":[]}""");
    }

    [Fact]
    public async Task Items_of_a_list_carry_no_kind_and_no_api_version()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a", "b");

        var list = await cluster.GetAsync(ConfigMaps);

        list.Names.Should().Equal("a", "b");
        list.Items.Should().OnlyContain(item => !item.ContainsKey("kind") && !item.ContainsKey("apiVersion"));
    }

    [Fact]
    public async Task Pages_go_on_at_the_revision_of_the_first_whatever_is_written_between()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a", "b", "c", "d", "e");

        var first = await cluster.GetAsync($"{ConfigMaps}?limit=2");
        await CreateAsync(cluster, "aa", "f");
        await cluster.DeleteAsync($"{ConfigMaps}/d");
        var second = await cluster.GetAsync($"{ConfigMaps}?limit=2&continue={first.Metadata["continue"]}");
        var third = await cluster.GetAsync($"{ConfigMaps}?limit=2&continue={second.Metadata["continue"]}");

        first.Names.Concat(second.Names).Concat(third.Names).Should().Equal("a", "b", "c", "d", "e");
        first.Metadata["remainingItemCount"]!.GetValue<int>().Should().Be(3);
        second.ResourceVersion.Should().Be(first.ResourceVersion);
        third.Metadata.Should().NotContainKey("continue");
    }

    [Fact]
    public async Task A_token_of_a_forgotten_revision_is_gone_and_brings_one_to_go_on_with()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a", "b", "c");
        var first = await cluster.GetAsync($"{ConfigMaps}?limit=1");
        await CreateAsync(cluster, "d");
        await cluster.Store.CompactAsync(cluster.Store.Applied, TestContext.Current.CancellationToken);

        var expired = await cluster.GetAsync($"{ConfigMaps}?limit=1&continue={first.Metadata["continue"]}");
        var rest = await cluster.GetAsync($"{ConfigMaps}?continue={expired.Metadata["continue"]}");

        (expired.Code, expired.Reason).Should().Be((410, "Expired"));
        rest.Names.Should().Equal("b", "c", "d");
    }

    [Fact]
    public async Task Selectors_choose_by_labels_and_by_fields()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b","labels":{"app":"y"}}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");

        (await cluster.GetAsync($"{ConfigMaps}?labelSelector=app%20in%20(x,z)")).Names.Should().Equal("a");
        (await cluster.GetAsync($"{ConfigMaps}?labelSelector=!app")).Names.Should().Equal("c");
        (await cluster.GetAsync($"{ConfigMaps}?fieldSelector=metadata.name=b")).Names.Should().Equal("b");
        (await cluster.GetAsync($"{ConfigMaps}?fieldSelector=metadata.name!=b")).Names.Should().Equal("a", "c");
        (await cluster.GetAsync("/api/v1/configmaps?fieldSelector=metadata.namespace=kube-system")).Names.Should().Equal("extension-apiserver-authentication", "kube-apiserver-legacy-service-account-token-tracking");
        (await cluster.GetAsync($"{ConfigMaps}?fieldSelector=data.k=v")).Code.Should().Be(400);
    }

    [Fact]
    public async Task Pods_are_selected_by_the_node_they_run_on()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");
        await cluster.CreatePodAsync("b", node: "n1");

        (await cluster.GetAsync("/api/v1/pods?fieldSelector=spec.nodeName=n1")).Names.Should().Equal("b");
        (await cluster.GetAsync("/api/v1/pods?fieldSelector=spec.nodeName=")).Names.Should().Equal("a");
        (await cluster.GetAsync("/api/v1/pods?fieldSelector=status.phase!=Running,spec.restartPolicy=Always")).Names.Should().Equal("a", "b");
    }

    [Fact]
    public async Task A_list_from_the_future_times_out_and_an_exact_one_is_read_at_its_revision()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");
        var before = await cluster.GetAsync(ConfigMaps);
        await CreateAsync(cluster, "b");

        var future = await cluster.GetAsync($"{ConfigMaps}?resourceVersion=100000");
        var exact = await cluster.GetAsync($"{ConfigMaps}?resourceVersion={before.ResourceVersion}&resourceVersionMatch=Exact");
        var any = await cluster.GetAsync($"{ConfigMaps}?resourceVersion=0");
        var odd = await cluster.GetAsync($"{ConfigMaps}?resourceVersionMatch=Exact");

        (future.Code, future.Reason).Should().Be((504, "Timeout"));
        future.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("ResourceVersionTooLarge");
        future.Json["details"]!["retryAfterSeconds"]!.GetValue<int>().Should().Be(1);
        exact.Names.Should().Equal("a");
        any.Names.Should().Equal("a", "b");
        odd.Code.Should().Be(422);
    }

    [Fact]
    public async Task Tables_and_partial_metadata_are_served_to_those_who_ask()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");

        var table = await cluster.GetAsync(ConfigMaps, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        var partial = await cluster.GetAsync(ConfigMaps, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");
        var none = await cluster.GetAsync(ConfigMaps, "text/html");

        table.Json["kind"]!.GetValue<string>().Should().Be("Table");
        table.Json["columnDefinitions"]!.AsArray()[0]!["name"]!.GetValue<string>().Should().Be("Name");
        table.Json["rows"]![0]!["cells"]![0]!.GetValue<string>().Should().Be("a");
        table.Json["rows"]![0]!["object"]!["metadata"]!["name"]!.GetValue<string>().Should().Be("a");
        partial.Json["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadataList");
        partial.Items.Should().ContainSingle().Which["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        partial.Items[0].Should().NotContainKey("data");
        none.Code.Should().Be(406);
    }

    [Fact]
    public async Task Lists_under_writes_equal_the_state_at_their_revision()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, [.. Enumerable.Range(0, 50).Select(i => $"n{i:00}")]);
        var writes = Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await cluster.MergeAsync($"{ConfigMaps}/n{i:00}", """{"data":{"k":"changed"}}""");
                    await cluster.DeleteAsync($"{ConfigMaps}/n{49 - i:00}");
                }
            },
            TestContext.Current.CancellationToken);

        for (var round = 0; round < 10; round++)
        {
            var paged = await ReadPagesAsync(cluster, "limit=7");
            var whole = await cluster.GetAsync($"{ConfigMaps}?resourceVersion={paged.ResourceVersion}&resourceVersionMatch=Exact");
            paged.Items.Should().Equal(whole.Items.Select(item => item.ToJsonString()));
        }

        await writes;
    }

    [Fact]
    public async Task A_large_list_is_zipped_for_those_who_take_it_and_indented_for_those_who_read_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"big{{{i}}}"},"data":{"k":"{{{new string('x', 60_000)}}}"}}""");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps);
        request.Headers.AcceptEncoding.Add(new("gzip"));
        using var zipped = await cluster.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var pretty = await cluster.GetAsync("/api/v1/namespaces/default?pretty=true");

        zipped.Content.Headers.ContentEncoding.Should().Equal("gzip");
        var stream = new System.IO.Compression.GZipStream(
            await zipped.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken),
            System.IO.Compression.CompressionMode.Decompress);
        var list = await JsonNode.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        list!["items"]!.AsArray().Should().HaveCount(3);
        pretty.Text.Should().StartWith("{\n  \"kind\": \"Namespace\",\n");
    }

    private static async Task<(string ResourceVersion, List<string> Items)> ReadPagesAsync(ApiCluster cluster, string query)
    {
        var items = new List<string>();
        var page = await cluster.GetAsync($"{ConfigMaps}?{query}");
        items.AddRange(page.Items.Select(item => item.ToJsonString()));
        while (page.Metadata["continue"] is { } token)
        {
            page = await cluster.GetAsync($"{ConfigMaps}?{query}&continue={token}");
            items.AddRange(page.Items.Select(item => item.ToJsonString()));
        }

        return (page.ResourceVersion, items);
    }

    private static async Task CreateAsync(ApiCluster cluster, params string[] names)
    {
        foreach (var name in names)
        {
            await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        }
    }
}
