using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.FlowControl;

/// <summary>Whole servers, whose endpoints a test holds up and lets go.</summary>
public sealed class FlowControlTests
{
    private const string Group = "/apis/flowcontrol.apiserver.k8s.io/v1";

    private static readonly Uri Pods = new("/api/v1/namespaces/x/pods", UriKind.Relative);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_that_floods_is_made_to_wait_and_refused_while_another_is_answered()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        var flood = Enumerable.Range(0, 1000).Select(_ => flooder.GetAsync(Pods, Token)).ToList();
        await gated.WaitForRunningAsync(gated.Seats);

        using var other = gated.ConnectAs("other");
        var answer = other.GetAsync(Pods, Token);
        await gated.WaitForDumpAsync("dump_requests", text => text.Contains("other", StringComparison.Ordinal));

        while (!gated.Started.Contains("other"))
        {
            await gated.LetOneGoAsync();
        }

        var before = gated.Started.TakeWhile(user => user != "other").Count();
        before.Should().BeLessThanOrEqualTo(gated.Seats + 12, "it waits for a turn or two of each of the flooder's six queues, not for the flood");
        gated.LetAllGo();
        var codes = (await Task.WhenAll(flood)).Select(each => (int)each.StatusCode).ToList();
        (await answer).IsSuccessStatusCode.Should().BeTrue();
        codes.Should().Contain(200).And.OnlyContain(code => code == 200 || code == 429);
    }

    [Fact]
    public async Task What_finds_its_queues_full_is_refused_and_told_when_to_come_back()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        var flood = Enumerable.Range(0, 1000).Select(_ => flooder.GetAsync(Pods, Token)).ToList();

        var refused = await await Task.WhenAny(flood);

        ((int)refused.StatusCode).Should().Be(429);
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        (await refused.Content.ReadAsStringAsync(Token)).Should().Contain("\"reason\":\"TooManyRequests\"");
        gated.LetAllGo();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task Administrators_and_the_server_itself_never_wait()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        var flood = Enumerable.Range(0, 100).Select(_ => flooder.GetAsync(Pods, Token)).ToList();
        await gated.WaitForRunningAsync(gated.Seats);
        using var admin = gated.Server.ConnectInProcess();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => admin.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative), Token)));

        answers.Should().OnlyContain(answer => answer.IsSuccessStatusCode);
        gated.LetAllGo();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task Who_gives_up_waiting_makes_room()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        using var end = new CancellationTokenSource();
        var running = Enumerable.Range(0, gated.Seats).Select(_ => flooder.GetAsync(Pods, Token)).ToList();
        await gated.WaitForRunningAsync(gated.Seats);
        var waiting = flooder.GetAsync(Pods, end.Token);
        await gated.WaitForDumpAsync("dump_requests", text => text.Contains("flooder", StringComparison.Ordinal));

        await end.CancelAsync();

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        await gated.WaitForDumpAsync("dump_requests", text => !text.Contains("flooder", StringComparison.Ordinal));
        gated.LetAllGo();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task What_waits_too_long_is_refused()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        var flood = Enumerable.Range(0, 200).Select(_ => flooder.GetAsync(Pods, Token)).ToList();
        await gated.WaitForDumpAsync("dump_requests", text => text.Split("flooder").Length > 100);

        await gated.WaitForDumpAsync(
            "dump_requests",
            text =>
            {
                gated.Time.Advance(TimeSpan.FromSeconds(5));
                return !text.Contains("flooder", StringComparison.Ordinal);
            });

        gated.LetAllGo();
        (await Task.WhenAll(flood)).Select(each => (int)each.StatusCode).Should().Contain(429).And.Contain(200);
        using var admin = gated.Server.ConnectInProcess();
        (await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token)).Should()
            .Contain("apiserver_flowcontrol_rejected_requests_total{priority_level=\"global-default\",flow_schema=\"global-default\",reason=\"time-out\"}");
    }

    [Fact]
    public async Task A_level_that_is_in_need_borrows_the_seats_that_others_do_not_use()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40);
        using var flooder = gated.ConnectAs("flooder");
        var flood = Enumerable.Range(0, 200).Select(_ => flooder.GetAsync(Pods, Token)).ToList();
        await gated.WaitForRunningAsync(gated.Seats);

        gated.Time.Advance(TimeSpan.FromSeconds(10));

        await gated.WaitForRunningAsync(gated.Seats * 3);
        gated.LetAllGo();
        await Task.WhenAll(flood);
    }

    [Fact]
    public async Task A_watch_takes_a_seat_only_until_it_has_begun()
    {
        await using var cluster = await ApiCluster.StartAsync(options => options with { ReadingRequestsMax = 20, MutatingRequestsMax = 20 });
        using var alice = new HttpClient(cluster.Host.CreateInProcessHandler(UserInfo.Authenticated("alice"))) { BaseAddress = new Uri("https://in-process") };
        await cluster.CreateClusterRoleAsync("reader", """[{"apiGroups":[""],"resources":["pods"],"verbs":["list","watch"]}]""");
        await cluster.BindAsync("alice", "reader");
        var watches = new List<HttpResponseMessage>();
        for (var count = 0; count < 100; count++)
        {
            watches.Add(await alice.GetAsync(new Uri("/api/v1/pods?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token));
        }

        var answer = await alice.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), Token);

        watches.Should().OnlyContain(watch => watch.IsSuccessStatusCode);
        answer.IsSuccessStatusCode.Should().BeTrue();
        watches.ForEach(watch => watch.Dispose());
    }

    [Fact]
    public async Task Every_cluster_has_the_default_schemas_and_levels_and_they_are_kept()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var schemas = (await cluster.GetAsync($"{Group}/flowschemas")).Json.Objects("items").ToList();
        var levels = (await cluster.GetAsync($"{Group}/prioritylevelconfigurations")).Json.Objects("items").ToList();

        schemas.Should().HaveCount(13).And.OnlyContain(schema => schema.Child("metadata").Child("annotations").Text("apf.kubernetes.io/autoupdate-spec") == "true");
        schemas.Select(schema => schema.Child("status").Objects("conditions").Single().Text("reason")).Should().OnlyContain(reason => reason == "Found");
        levels.Select(level => level.Child("metadata").Text("name")).Should().BeEquivalentTo(
            "catch-all", "exempt", "global-default", "leader-election", "node-high", "system", "workload-high", "workload-low");
    }

    [Fact]
    public async Task A_schema_says_whether_its_level_is_there()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Schema = """{"metadata":{"name":"mine"},"spec":{"priorityLevelConfiguration":{"name":"mine"},"rules":[{"subjects":[{"kind":"User","user":{"name":"alice"}}],"nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}]}}""";
        const string Level = """{"metadata":{"name":"mine"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":5,"limitResponse":{"type":"Reject"}}}}""";

        using var watch = await cluster.WatchAsync($"{Group}/flowschemas?fieldSelector=metadata.name=mine");
        await cluster.CreateAsync($"{Group}/flowschemas", Schema);
        await WaitForReasonAsync(watch, "NotFound");
        await cluster.CreateAsync($"{Group}/prioritylevelconfigurations", Level);
        await WaitForReasonAsync(watch, "Found");
        var answer = await cluster.AsAsync(UserInfo.Authenticated("alice"), "GET", "/version");

        answer.Code.Should().Be(200);
        (await cluster.GetAsync("/metrics")).Text.Should().Contain("apiserver_flowcontrol_dispatched_requests_total{priority_level=\"mine\",flow_schema=\"mine\"} 1");
    }

    [Fact]
    public async Task An_answer_names_its_schema_and_level()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var alice = new HttpClient(cluster.Host.CreateInProcessHandler(UserInfo.Authenticated("alice"))) { BaseAddress = new Uri("https://in-process") };
        var schema = (await cluster.GetAsync($"{Group}/flowschemas/global-default")).Json;
        var level = (await cluster.GetAsync($"{Group}/prioritylevelconfigurations/global-default")).Json;

        using var refused = await alice.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), Token);

        ((int)refused.StatusCode).Should().Be(403);
        refused.Headers.GetValues("X-Kubernetes-PF-FlowSchema-UID").Should().Equal(schema.Child("metadata").Text("uid"));
        refused.Headers.GetValues("X-Kubernetes-PF-PriorityLevel-UID").Should().Equal(level.Child("metadata").Text("uid"));
    }

    [Theory]
    [InlineData("flowschemas", "{\"matchingPrecedence\":1,\"priorityLevelConfiguration\":{\"name\":\"x\"}}", "may have matchingPrecedence 1")]
    [InlineData("flowschemas", "{\"matchingPrecedence\":10001,\"priorityLevelConfiguration\":{\"name\":\"x\"}}", "must not be greater than 10000")]
    [InlineData("flowschemas", "{\"priorityLevelConfiguration\":{\"name\":\"\"}}", "must reference a priority level")]
    [InlineData("flowschemas", "{\"priorityLevelConfiguration\":{\"name\":\"x\"},\"rules\":[{\"subjects\":[]}]}", "subjects must contain at least one value")]
    [InlineData("prioritylevelconfigurations", "{\"type\":\"Limited\"}", "must not be empty when type is Limited")]
    [InlineData("prioritylevelconfigurations", "{\"type\":\"Limited\",\"limited\":{\"lendablePercent\":101,\"limitResponse\":{\"type\":\"Reject\"}}}", "between 0 and 100")]
    [InlineData("prioritylevelconfigurations", "{\"type\":\"Limited\",\"limited\":{\"limitResponse\":{\"type\":\"Queue\",\"queuing\":{\"queues\":4,\"handSize\":5}}}}", "should not be greater than queues (4)")]
    [InlineData("prioritylevelconfigurations", "{\"type\":\"Sometimes\"}", "supported values: \"Exempt\", \"Limited\"")]
    public async Task Configuration_that_makes_no_sense_is_refused(string resource, string spec, string message)
    {
        await using var cluster = await ApiCluster.StartUnpreparedAsync();

        var answer = await cluster.PostAsync($"{Group}/{resource}", $$"""{"metadata":{"name":"mine"},"spec":{{spec}} }""");

        answer.Code.Should().Be(422);
        answer.Json.Text("message").Should().Contain(message);
    }

    [Fact]
    public async Task Without_priority_and_fairness_the_plain_bounds_hold()
    {
        await using var gated = await GatedServer.StartAsync(seats: 40, options => options with { HasPriorityAndFairness = false, ReadingRequestsMax = 1 });
        using var first = gated.Server.ConnectAsAdmin();
        var running = first.GetAsync(Pods, Token);
        await gated.WaitForRunningAsync(1);

        var refused = await first.GetAsync(Pods, Token);

        ((int)refused.StatusCode).Should().Be(429);
        gated.LetAllGo();
        (await running).IsSuccessStatusCode.Should().BeTrue();
    }

    private static async Task WaitForReasonAsync(ApiWatch watch, string reason)
    {
        while (true)
        {
            var conditions = (await watch.NextAsync())!.Object.Child("status").Objects("conditions");
            if (conditions.Any(condition => condition.Text("reason") == reason))
            {
                return;
            }
        }
    }
}
