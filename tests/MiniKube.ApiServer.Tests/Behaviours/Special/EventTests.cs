using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class EventTests
{
    private const string Core = "/api/v1/namespaces/default/events";
    private const string Events = "/apis/events.k8s.io/v1/namespaces/default/events";
    private const string New =
        """
        {"metadata":{"name":"e"},"eventTime":"2026-05-04T03:02:01.000000Z","reportingController":"c","reportingInstance":"i","action":"A",
         "reason":"R","regarding":{"kind":"Pod","namespace":"default","name":"p"},"note":"hello","type":"Normal"}
        """;

    [Fact]
    public async Task A_repeated_event_is_counted_up_by_a_patch()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Core, """
            {"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"reason":"R","message":"m","type":"Normal",
             "source":{"component":"kubelet"},"count":1,"firstTimestamp":"2026-05-04T03:02:01Z","lastTimestamp":"2026-05-04T03:02:01Z"}
            """);

        var patched = await cluster.SendAsync(
            "PATCH", $"{Core}/e", """{"count":2,"lastTimestamp":"2026-05-04T03:05:01Z"}""", "application/strategic-merge-patch+json");
        var newer = await cluster.GetAsync($"{Events}/e");

        patched.Code.Should().Be(200, patched.Text);
        newer.Json["deprecatedCount"]!.GetValue<int>().Should().Be(2);
        newer.Json["deprecatedLastTimestamp"]!.GetValue<string>().Should().Be("2026-05-04T03:05:01Z");
        newer.Json["deprecatedSource"]!["component"]!.GetValue<string>().Should().Be("kubelet");
        newer.Json["note"]!.GetValue<string>().Should().Be("m");
        newer.Json["regarding"]!["name"]!.GetValue<string>().Should().Be("p");
    }

    [Fact]
    public async Task A_delete_in_one_group_is_a_delete_in_the_other()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Events, New);
        using var watch = await cluster.WatchAsync($"{Events}?resourceVersion={cluster.Store.Applied}");

        var deleted = await cluster.DeleteAsync($"{Core}/e");

        deleted.Code.Should().Be(200);
        (await watch.NextAsync())!.ToString().Should().Be("DELETED e");
        (await cluster.GetAsync($"{Events}/e")).Code.Should().Be(404);
    }

    [Theory]
    [InlineData("reportingController", "reportingController: Required value")]
    [InlineData("reportingInstance", "reportingInstance: Required value")]
    [InlineData("action", "action: Required value")]
    [InlineData("reason", "reason: Required value")]
    [InlineData("eventTime", "eventTime: Required value")]
    public async Task The_newer_form_says_who_reports_what(string field, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = System.Text.Json.Nodes.JsonNode.Parse(New)!.AsObject();
        body.Remove(field);

        var refused = await cluster.PostAsync(Events, body.ToJsonString());

        (refused.Code, refused.Message).Should().Be((422, $"Event.events.k8s.io \"e\" is invalid: {why}"));
    }

    [Fact]
    public async Task In_the_newer_form_only_the_series_goes_on()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Events, New);

        var series = await cluster.MergeAsync($"{Events}/e", """{"series":{"count":2,"lastObservedTime":"2026-05-04T03:03:01.000000Z"}}""");
        var note = await cluster.MergeAsync($"{Events}/e", """{"note":"other"}""");
        var reason = await cluster.MergeAsync($"{Events}/e", """{"reason":"Other"}""");
        var older = await cluster.MergeAsync($"{Core}/e", """{"message":"other"}""");

        series.Code.Should().Be(200, series.Text);
        series.Json["series"]!["count"]!.GetValue<int>().Should().Be(2);
        (note.Code, note.Message).Should().Be((422, "Event.events.k8s.io \"e\" is invalid: message: Invalid value: \"other\": field is immutable"));
        reason.Code.Should().Be(422, reason.Text);
        older.Code.Should().Be(200, older.Text);
    }

    [Fact]
    public async Task An_event_is_of_the_namespace_of_what_it_is_about()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var other = await cluster.PostAsync(Core, """{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","namespace":"kube-system","name":"p"}}""");
        var ofTheCluster = await cluster.PostAsync(Core, """{"metadata":{"name":"n"},"involvedObject":{"kind":"Node","name":"n"}}""");
        var put = await cluster.PutAsync($"{Core}/made", """{"metadata":{"name":"made"},"involvedObject":{"kind":"Node","name":"n"}}""");

        (other.Code, other.Message).Should().Be(
            (422, "Event \"e\" is invalid: involvedObject.namespace: Invalid value: \"kube-system\": does not match event.namespace"));
        ofTheCluster.Code.Should().Be(201, ofTheCluster.Text);
        put.Code.Should().Be(201, put.Text);
    }
}
