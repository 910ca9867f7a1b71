using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class EvictionTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private const string Eviction = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"a"}}""";

    [Fact]
    public async Task A_spent_budget_refuses_with_its_numbers_and_no_time_to_come_again()
    {
        await using var cluster = await WithReadyPodAsync();
        await BudgetAsync(cluster, "b", """{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":2,"desiredHealthy":2,"expectedPods":2}""");

        var refused = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        (refused.Code, refused.Reason, refused.Message).Should().Be(
            (429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget."));
        refused.Json["details"]!.ToJsonString().Should().Be(
            """{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget b needs 2 healthy pods and has 2 currently"}]}""");
        refused.Headers.Should().NotContainKey("Retry-After");
        (await cluster.GetAsync($"{Pods}/a")).Metadata.Should().NotContainKey("deletionTimestamp");
    }

    [Fact]
    public async Task A_budget_that_is_not_counted_yet_asks_to_come_again_in_ten_seconds()
    {
        await using var cluster = await WithReadyPodAsync();
        await BudgetAsync(cluster, "b", """{"observedGeneration":0,"disruptionsAllowed":1,"currentHealthy":1,"desiredHealthy":0,"expectedPods":1}""");

        var refused = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        refused.Code.Should().Be(429, refused.Text);
        refused.Json["details"]!.ToJsonString().Should().Be(
            """{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget b is still being processed by the server."}],"retryAfterSeconds":10}""");
        refused.Headers["Retry-After"].Should().Be("10");
    }

    [Fact]
    public async Task Several_budgets_over_one_pod_are_a_fault_of_the_cluster()
    {
        await using var cluster = await WithReadyPodAsync();
        const string Free = """{"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":1,"desiredHealthy":0,"expectedPods":1}""";
        await BudgetAsync(cluster, "b", Free);
        await BudgetAsync(cluster, "c", Free);

        var refused = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        refused.Code.Should().Be(500, refused.Text);
        refused.Message.Should().Be("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        refused.Reason.Should().BeEmpty();
    }

    [Theory]
    [InlineData(-1, "pdb disruptions allowed is negative")]
    public async Task A_budget_below_nothing_forbids(int allowed, string why)
    {
        await using var cluster = await WithReadyPodAsync();
        await BudgetAsync(cluster, "b", $$"""{"observedGeneration":1,"disruptionsAllowed":{{allowed}},"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}""");

        var refused = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        (refused.Code, refused.Message).Should().Be((403, $"poddisruptionbudget.policy \"b\" is forbidden: {why}"));
    }

    [Fact]
    public async Task The_last_disruption_is_taken_and_the_condition_says_so()
    {
        await using var cluster = await WithReadyPodAsync();
        await BudgetAsync(cluster, "b", """
            {"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":2,"desiredHealthy":1,"expectedPods":2,
             "conditions":[{"type":"DisruptionAllowed","status":"True","reason":"SufficientPods","message":"","lastTransitionTime":"2026-05-04T01:00:00Z","observedGeneration":1}]}
            """);

        var evicted = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        (evicted.Code, evicted.Json["status"]!.GetValue<string>()).Should().Be((201, "Success"));
        var status = (await cluster.GetAsync($"{Budgets}/b")).Json["status"]!;
        status["disruptionsAllowed"]!.GetValue<int>().Should().Be(0);
        status["disruptedPods"]!["a"]!.GetValue<string>().Should().Be("2026-05-04T03:02:01Z");
        status["conditions"]!.ToJsonString().Should().Be(JsonNode.Parse("""
            [{"type":"DisruptionAllowed","status":"False","observedGeneration":1,"lastTransitionTime":"2026-05-04T03:02:01Z","reason":"InsufficientPods","message":""}]
            """)!.ToJsonString());
        var pod = await cluster.GetAsync($"{Pods}/a");
        pod.Metadata["deletionGracePeriodSeconds"]!.GetValue<int>().Should().Be(30);
        var condition = pod.Json["status"]!["conditions"]!.AsArray().Single(one => one!["type"]!.GetValue<string>() == "DisruptionTarget")!;
        condition["reason"]!.GetValue<string>().Should().Be("EvictionByEvictionAPI");
        condition["message"]!.GetValue<string>().Should().Be("Eviction API: evicting");
    }

    [Theory]
    [InlineData("AlwaysAllow", 0, 1, 201)]
    [InlineData("IfHealthyBudget", 1, 1, 201)]
    [InlineData("IfHealthyBudget", 0, 1, 429)]
    [InlineData("IfHealthyBudget", 1, 0, 429)]
    [InlineData(null, 2, 1, 201)]
    [InlineData(null, 0, 1, 429)]
    public async Task A_pod_that_is_not_ready_goes_as_the_budgets_policy_says_and_costs_nothing(string? policy, int healthy, int desired, int code)
    {
        await using var cluster = await WithReadyPodAsync(isReady: "False");
        await BudgetAsync(
            cluster,
            "b",
            $$"""{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":{{healthy}},"desiredHealthy":{{desired}},"expectedPods":2}""",
            policy is null ? "" : $",\"unhealthyPodEvictionPolicy\":\"{policy}\"");

        var answer = await cluster.PostAsync($"{Pods}/a/eviction", Eviction);

        answer.Code.Should().Be(code, answer.Text);
        (await cluster.GetAsync($"{Budgets}/b")).Json["status"]!.AsObject().Should().NotContainKey("disruptedPods");
    }

    [Theory]
    [InlineData("Pending")]
    [InlineData("Succeeded")]
    [InlineData("Failed")]
    public async Task A_pod_that_does_not_run_asks_no_budget(string phase)
    {
        await using var cluster = await WithReadyPodAsync();
        await cluster.MergeAsync($"{Pods}/a/status", $$$"""{"status":{"phase":"{{{phase}}}"}}""");
        await BudgetAsync(cluster, "b", """{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}""");

        (await cluster.PostAsync($"{Pods}/a/eviction", Eviction)).Code.Should().Be(201);
    }

    [Fact]
    public async Task An_eviction_on_trial_spends_nothing_and_one_of_another_pod_is_refused()
    {
        await using var cluster = await WithReadyPodAsync();
        await BudgetAsync(cluster, "b", """{"observedGeneration":1,"disruptionsAllowed":1,"currentHealthy":1,"desiredHealthy":0,"expectedPods":1}""");

        var dry = await cluster.PostAsync($"{Pods}/a/eviction?dryRun=All", Eviction);
        var inBody = await cluster.PostAsync($"{Pods}/a/eviction", """{"metadata":{"name":"a"},"deleteOptions":{"dryRun":["All"]}}""");
        var mismatch = await cluster.PostAsync($"{Pods}/a/eviction", """{"metadata":{"name":"b"}}""");
        var missing = await cluster.PostAsync($"{Pods}/none/eviction", """{"metadata":{"name":"none"}}""");
        var uid = await cluster.PostAsync($"{Pods}/a/eviction", """{"metadata":{"name":"a"},"deleteOptions":{"preconditions":{"uid":"other"}}}""");

        (dry.Code, inBody.Code).Should().Be((201, 201));
        (await cluster.GetAsync($"{Budgets}/b")).Json["status"]!["disruptionsAllowed"]!.GetValue<int>().Should().Be(1);
        (await cluster.GetAsync($"{Pods}/a")).Metadata.Should().NotContainKey("deletionTimestamp");
        (mismatch.Code, mismatch.Message).Should().Be((400, "name in URL does not match name in Eviction object"));
        (missing.Code, missing.Message).Should().Be((404, "pods \"none\" not found"));
        uid.Code.Should().Be(409, uid.Text);
    }

    private static async Task<ApiCluster> WithReadyPodAsync(string isReady = "True")
    {
        var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a", node: "n1", labels: """{"app":"x"}""");
        await cluster.MergeAsync($"{Pods}/a/status", $$$"""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{isReady}}}"}]}}""");
        return cluster;
    }

    private static async Task BudgetAsync(ApiCluster cluster, string name, string status, string more = "")
    {
        await cluster.CreateAsync(Budgets, $$$$"""{"metadata":{"name":"{{{{name}}}}"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"x"}}{{{{more}}}}}}""");
        var written = await cluster.MergeAsync($"{Budgets}/{name}/status", $$"""{"status":{{status}}}""");
        written.Code.Should().Be(200, written.Text);
    }
}
