using MiniKube.Store.Conformance;

namespace MiniKube.Store.Tests.Clusters;

public sealed class ClusterContractTests
{
    public static TheoryData<string> Rules => [.. ContractRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Asked_of_the_leader(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        var leader = await cluster.LeaderAsync(cancellationToken);

        await ContractRules.RunAsync(rule, cluster[leader], cluster[leader].Leases, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Asked_of_a_follower(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = await Cluster.StartAsync(3, new StoreOptions(), cancellationToken);
        var follower = (await cluster.LeaderAsync(cancellationToken) % 3) + 1;

        await ContractRules.RunAsync(rule, cluster[follower], cluster[follower].Leases, cancellationToken);
    }
}
