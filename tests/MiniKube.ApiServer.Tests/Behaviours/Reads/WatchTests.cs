using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Reads;

/// <summary>Entries 32 to 36: what a watch tells, and when it ends.</summary>
public sealed class WatchTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("?resourceVersion=0")]
    [InlineData("?resourceVersion=")]
    public async Task Without_a_revision_a_watch_begins_with_what_is_there(string query)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        var changed = await cluster.MergeAsync($"{ConfigMaps}/b", """{"data":{"k":"v"}}""");

        using var watch = await cluster.WatchAsync(ConfigMaps + query);
        var first = (await watch.NextAsync())!;

        first.ToString().Should().Be("ADDED b");
        first.Object.ToJsonString().Should().Be(changed.Text.TrimEnd());
    }

    [Fact]
    public async Task With_a_revision_a_watch_begins_after_it()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={first["metadata"]!["resourceVersion"]}");

        var put = await cluster.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");
        var events = await watch.TakeAsync(2);

        events[0].Type.Should().Be("MODIFIED");
        events[0].Object.ToJsonString().Should().Be(put.Text.TrimEnd());
        events[1].ToString().Should().Be("DELETED a");
        events[1].Object["data"]!["k"]!.GetValue<string>().Should().Be("v");
        events[1].Revision.Should().Be(cluster.Store.Applied.Value);
    }

    [Fact]
    public async Task What_is_too_old_is_one_error_event_and_the_end()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var first = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"c"}}""");
        await cluster.Store.CompactAsync(cluster.Store.Applied, Token);
        var revision = first["metadata"]!["resourceVersion"]!.GetValue<string>();

        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={revision}");
        var error = (await watch.NextAsync())!;

        error.Type.Should().Be("ERROR");
        error.Object["kind"]!.GetValue<string>().Should().Be("Status");
        error.Object["reason"]!.GetValue<string>().Should().Be("Expired");
        error.Object["code"]!.GetValue<int>().Should().Be(410);
        error.Object["message"]!.GetValue<string>().Should().StartWith($"too old resource version: {revision} (");
        (await watch.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Initial_events_that_are_asked_for_end_with_a_marked_bookmark()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        using var watch = await cluster.WatchAsync($"{ConfigMaps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        var events = await watch.TakeAsync(2);

        events[0].ToString().Should().Be("ADDED a");
        events[1].Type.Should().Be("BOOKMARK");
        events[1].Object["metadata"]!["annotations"]!.ToJsonString().Should().Be("""{"k8s.io/initial-events-end":"true"}""");
        events[1].Object["kind"]!.GetValue<string>().Should().Be("ConfigMap");
        events[1].Object["apiVersion"]!.GetValue<string>().Should().Be("v1");
        events[1].Revision.Should().Be(cluster.Store.Applied.Value);
    }

    [Theory]
    [InlineData("sendInitialEvents=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("resourceVersionMatch=NotOlderThan", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("sendInitialEvents=true&resourceVersionMatch=Exact", "resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"")]
    public async Task Initial_events_are_asked_for_with_their_match(string query, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.GetAsync($"{ConfigMaps}?watch=true&{query}");

        (answer.Code, answer.Reason).Should().Be((422, "Invalid"));
        answer.Message.Should().StartWith("ListOptions.meta.k8s.io \"\" is invalid: ").And.Contain(why);
    }

    [Fact]
    public async Task A_list_that_comes_as_a_watch_has_no_tables()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        const string Query = "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

        var refused = await cluster.GetAsync($"{ConfigMaps}?{Query}", Table);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ConfigMaps}?{Query}");
        request.Headers.TryAddWithoutValidation("Accept", $"{Table}, application/json");
        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var watch = new ApiWatch(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        (refused.Code, refused.Reason).Should().Be((406, "NotAcceptable"));
        (await watch.NextAsync())!.Object["kind"]!.GetValue<string>().Should().Be("ConfigMap");
    }

    [Fact]
    public async Task A_bookmark_comes_to_those_alone_who_allow_it_and_before_the_time_is_over()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var allowed = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={cluster.Store.Applied}&timeoutSeconds=5&allowWatchBookmarks=true");
        using var other = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={cluster.Store.Applied}&timeoutSeconds=5");
        await cluster.CreateAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        (await allowed.NextAsync())!.ToString().Should().Be("ADDED a");
        (await other.NextAsync())!.ToString().Should().Be("ADDED a");

        cluster.Time.Advance(TimeSpan.FromSeconds(5));
        var bookmark = (await allowed.NextAsync())!;

        bookmark.Type.Should().Be("BOOKMARK");
        bookmark.Object["metadata"]!.AsObject().Where(member => member.Key != "creationTimestamp").Should().ContainSingle().Which.Key.Should().Be("resourceVersion");
        (await allowed.NextAsync()).Should().BeNull();
        (await other.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Without_a_time_of_its_own_a_watch_lasts_half_an_hour_to_an_hour()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?resourceVersion={cluster.Store.Applied}");

        cluster.Time.Advance(TimeSpan.FromMinutes(29));
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var alive = await watch.NextAsync();
        cluster.Time.Advance(TimeSpan.FromMinutes(32));

        alive!.ToString().Should().Be("ADDED a");
        (await watch.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Each_event_is_a_line_of_its_own_that_comes_at_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var response = await cluster.Http.GetAsync($"{ConfigMaps}?watch=true&resourceVersion={cluster.Store.Applied}", HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Token));

        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"two\nlines"}}""");
        var line = await lines.ReadLineAsync(Token);

        response.Content.Headers.ContentType!.ToString().Should().Be("application/json");
        JsonNode.Parse(line!)!["object"]!["data"]!["k"]!.GetValue<string>().Should().Be("two\nlines");
    }

    [Theory]
    [InlineData($"{ConfigMaps}?fieldSelector=metadata.name%3Db")]
    [InlineData("/api/v1/watch/namespaces/default/configmaps/b")]
    public async Task One_object_is_watched_by_its_name(string path)
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync(path);

        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"b"}}""");
        await cluster.DeleteAsync($"{ConfigMaps}/a");
        await cluster.DeleteAsync($"{ConfigMaps}/b");

        (await watch.TakeAsync(2)).Select(one => one.ToString()).Should().Equal("ADDED b", "DELETED b");
    }

    [Fact]
    public async Task What_leaves_a_selector_is_deleted_as_it_last_matched_at_the_revision_of_the_change()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        using var watch = await cluster.WatchAsync($"{ConfigMaps}?labelSelector=app%3Dx&resourceVersion={cluster.Store.Applied}");

        var left = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"y"}}}""");
        var back = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"labels":{"app":"x"}}}""");
        var events = await watch.TakeAsync(2);

        events.Select(one => one.ToString()).Should().Equal("DELETED a", "ADDED a");
        events[0].Object["metadata"]!["labels"]!["app"]!.GetValue<string>().Should().Be("x");
        events[0].Revision.Should().Be(long.Parse(left.ResourceVersion));
        events[1].Object.ToJsonString().Should().Be(back.Text.TrimEnd());
    }
}
