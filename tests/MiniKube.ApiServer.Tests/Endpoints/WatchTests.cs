using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_watch_without_a_revision_tells_first_what_is_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "b");
        await CreateAsync(cluster, "a");
        using var watch = await cluster.WatchAsync(ConfigMaps);

        await CreateAsync(cluster, "c");

        (await watch.TakeAsync(3)).Select(one => one.ToString()).Should().Equal("ADDED a", "ADDED b", "ADDED c");
    }

    [Fact]
    public async Task A_watch_from_a_revision_tells_what_came_after_it_in_order()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await CreateAsync(cluster, "a");
        await CreateAsync(cluster, "b");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={first}");

        var events = await watch.TakeAsync(3);

        events.Select(one => one.ToString()).Should().Equal("ADDED b", "MODIFIED a", "DELETED a");
        events[2].Revision.Should().Be(cluster.Store.Applied.Value);
        events[2].Object["data"]!["k"]!.GetValue<string>().Should().Be("v");
    }

    [Fact]
    public async Task What_enters_a_selector_is_added_and_what_leaves_it_is_deleted()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?labelSelector=app=x");
        await CreateAsync(cluster, "other");
        await CreateAsync(cluster, "a");

        await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"x"}}}""");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"data":{"k":"v"}}""");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"y"}}}""");

        var events = await watch.TakeAsync(3);
        events.Select(one => one.ToString()).Should().Equal("ADDED a", "MODIFIED a", "DELETED a");
        events[2].Revision.Should().Be(cluster.Store.Applied.Value);
        events[2].Object["metadata"]!["labels"]!["app"]!.GetValue<string>().Should().Be("x");
    }

    [Fact]
    public async Task A_write_that_changes_nothing_sends_no_event()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={cluster.Store.Applied}");

        await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"}}""");
        await CreateAsync(cluster, "b");

        (await watch.NextAsync())!.ToString().Should().Be("ADDED b");
    }

    [Fact]
    public async Task A_watch_of_a_forgotten_revision_gets_one_error_event()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await CreateAsync(cluster, "a");
        await CreateAsync(cluster, "b");
        await CreateAsync(cluster, "c");
        await cluster.Store.CompactAsync(cluster.Store.Applied, TestContext.Current.CancellationToken);

        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={first}");

        var error = (await watch.NextAsync())!;
        error.Type.Should().Be("ERROR");
        error.Object["code"]!.GetValue<int>().Should().Be(410);
        (await watch.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task A_watch_from_the_future_times_out_at_once()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}?watch=true&resourceVersion=100000");

        (answer.Code, answer.Reason).Should().Be((504, "Timeout"));
    }

    [Fact]
    public async Task A_watch_ends_with_its_time_and_a_bookmark_where_asked_for()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");
        using var marked = await cluster.WatchAsync($"{ConfigMaps}?timeoutSeconds=5&allowWatchBookmarks=true");
        using var plain = await cluster.WatchAsync($"{ConfigMaps}?timeoutSeconds=5");
        (await marked.NextAsync())!.Name.Should().Be("a");
        (await plain.NextAsync())!.Name.Should().Be("a");
        await CreateAsync(cluster, "b");
        (await marked.NextAsync())!.Name.Should().Be("b");
        (await plain.NextAsync())!.Name.Should().Be("b");

        cluster.Time.Advance(TimeSpan.FromSeconds(5));

        var bookmark = (await marked.NextAsync())!;
        bookmark.Type.Should().Be("BOOKMARK");
        bookmark.Revision.Should().Be(cluster.Store.Applied.Value);
        bookmark.Object["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        (await marked.NextAsync()).Should().BeNull();
        (await plain.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Bookmarks_come_every_minute_to_those_who_allow_them()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?allowWatchBookmarks=true");
        await CreateAsync(cluster, "a");
        (await watch.NextAsync())!.Name.Should().Be("a");

        cluster.Time.Advance(TimeSpan.FromMinutes(1));

        (await watch.NextAsync())!.Type.Should().Be("BOOKMARK");
    }

    [Fact]
    public async Task Initial_events_end_with_a_marked_bookmark_when_they_are_asked_for()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");
        using var watch = await cluster.WatchAsync(
            $"{ConfigMaps}?sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");

        var events = await watch.TakeAsync(2);

        events[0].ToString().Should().Be("ADDED a");
        events[1].Type.Should().Be("BOOKMARK");
        events[1].Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>().Should().Be("true");
        (await cluster.GetAsync($"{ConfigMaps}?watch=true&sendInitialEvents=true")).Code.Should().Be(422);
    }

    [Fact]
    public async Task A_watch_of_one_object_tells_nothing_of_others()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?fieldSelector=metadata.name=b");
        using var named = await cluster.WatchAsync($"/api/v1/watch/namespaces/default/configmaps/b");

        await CreateAsync(cluster, "a");
        await CreateAsync(cluster, "b");

        (await watch.NextAsync())!.Name.Should().Be("b");
        (await named.NextAsync())!.Name.Should().Be("b");
    }

    [Fact]
    public async Task A_table_watch_names_its_columns_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, "a");
        cluster.Http.DefaultRequestHeaders.Add("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        using var watch = await cluster.WatchAsync(ConfigMaps);
        await cluster.SendAsync("POST", ConfigMaps, """{"metadata":{"name":"b"}}""");

        var events = await watch.TakeAsync(2);

        events[0].Object["columnDefinitions"]!.AsArray().Should().NotBeEmpty();
        events[0].Object["rows"]!.AsArray().Should().ContainSingle();
        (events[1].Object["columnDefinitions"] as JsonArray ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_and_the_watch_after_it_give_the_list_of_now()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await CreateAsync(cluster, [.. Enumerable.Range(0, 20).Select(i => $"n{i:00}")]);
        var list = await cluster.GetAsync(ConfigMaps);
        var known = list.Items.ToDictionary(item => item["metadata"]!["name"]!.GetValue<string>(), item => item["metadata"]!.ToJsonString());
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={list.ResourceVersion}");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 3) switch
        {
            0 => cluster.DeleteAsync($"{ConfigMaps}/n{i:00}"),
            1 => cluster.MergeAsync($"{ConfigMaps}/n{i:00}", """{"data":{"k":"v"}}"""),
            _ => cluster.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"m{{{i:00}}}"}}"""),
        }));

        foreach (var change in await watch.TakeAsync(20))
        {
            _ = change.Type == "DELETED"
                ? known.Remove(change.Name)
                : (known[change.Name] = change.Object["metadata"]!.ToJsonString()).Length > 0;
        }

        var now = await cluster.GetAsync(ConfigMaps);
        known.Should().BeEquivalentTo(
            now.Items.ToDictionary(item => item["metadata"]!["name"]!.GetValue<string>(), item => item["metadata"]!.ToJsonString()));
    }

    [Fact]
    public async Task Watches_from_successive_revisions_see_one_order()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var start = cluster.Store.Applied.Value;
        await CreateAsync(cluster, [.. Enumerable.Range(0, 100).Select(i => $"n{i:000}")]);
        var watches = new List<ApiWatch>();
        for (var i = 0; i < 100; i++)
        {
            watches.Add(await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={start + i}"));
        }

        for (var i = 0; i < 100; i++)
        {
            using var watch = watches[i];
            var events = await watch.TakeAsync(100 - i);
            events.Select(one => one.Name).Should().Equal(Enumerable.Range(i, 100 - i).Select(n => $"n{n:000}"));
        }
    }

    private static async Task<string> CreateAsync(ApiCluster cluster, params string[] names)
    {
        var revision = "";
        foreach (var name in names)
        {
            var created = await cluster.CreateAsync(ConfigMaps, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
            revision = created["metadata"]!["resourceVersion"]!.GetValue<string>();
        }

        return revision;
    }
}
