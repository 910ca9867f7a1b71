using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

/// <summary>The annotation that counts the changes of a DaemonSet's template.</summary>
public sealed class DaemonSetTests
{
    private const string Sets = "/apis/apps/v1/namespaces/default/daemonsets";

    [Fact]
    public async Task Changes_of_the_template_are_counted_and_nothing_else_is()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var made = await cluster.CreateAsync(Sets, SampleObjects.Of("daemonsets", "a").ToJsonString());

        var strategy = await cluster.MergeAsync($"{Sets}/a", """{"spec":{"minReadySeconds":5}}""");
        var template = await cluster.MergeAsync($"{Sets}/a", """{"spec":{"template":{"metadata":{"annotations":{"restarted":"now"}}}}}""");
        var status = await cluster.MergeAsync($"{Sets}/a/status", """{"metadata":{"annotations":null},"status":{"observedGeneration":3}}""");

        Counted(made).Should().Be(("1", 1));
        Counted(strategy.Json).Should().Be(("1", 2));
        Counted(template.Json).Should().Be(("2", 3));
        Counted(status.Json).Should().Be(("2", 3));
    }

    [Fact]
    public async Task A_client_can_neither_set_the_count_nor_take_it_away()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Sets, SampleObjects.Of("daemonsets", "a").ToJsonString());

        var set = await cluster.MergeAsync($"{Sets}/a", """{"metadata":{"annotations":{"deprecated.daemonset.template.generation":"9"}}}""");
        var taken = await cluster.PutAsync($"{Sets}/a", SampleObjects.Of("daemonsets", "a").ToJsonString());

        Counted(set.Json).Should().Be(("1", 1));
        Counted(taken.Json).Should().Be(("1", 1));
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("-1", "1")]
    [InlineData("many", "1")]
    public async Task A_new_one_may_bring_a_count(string brought, string kept)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var set = SampleObjects.Of("daemonsets", "a");
        set["metadata"]!["annotations"] = new JsonObject { ["deprecated.daemonset.template.generation"] = brought };

        var made = await cluster.CreateAsync(Sets, set.ToJsonString());

        Counted(made).Should().Be((kept, 1));
    }

    private static (string Template, int Generation) Counted(JsonObject set) => (
        set["metadata"]!["annotations"]!["deprecated.daemonset.template.generation"]!.GetValue<string>(),
        set["metadata"]!["generation"]!.GetValue<int>());
}
