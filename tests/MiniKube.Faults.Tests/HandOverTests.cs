using MiniKube.Faults.Tests.Clients;
using MiniKube.Faults.Tests.Members;

namespace MiniKube.Faults.Tests;

[Collection("one cluster at a time")]
public sealed class HandOverTests(ITestOutputHelper output)
{
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task A_leader_that_is_told_to_stop_hands_over_first()
    {
        await using var cluster = await RealCluster.StartAsync(output.WriteLine, Token);
        await using var workload = Workload.Start(cluster, new Random(3));
        await workload.WaitForAnswerAsync(RecoveryTime, Token);
        var leader = await cluster.FindLeaderAsync(Token);
        while (leader is null)
        {
            await workload.WaitForAnswerAsync(RecoveryTime, Token);
            leader = await cluster.FindLeaderAsync(Token);
        }

        var code = await cluster.Members[leader.Value].TerminateAsync(Token);

        code.Should().Be(0);
        cluster.Members[leader.Value].Log.Should().Contain("Handed leadership over to member");
        (await cluster.FindLeaderAsync(Token)).Should().NotBeNull("nobody had to wait for the old one");
        await workload.WaitForAnswerAsync(RecoveryTime, Token);
    }
}
