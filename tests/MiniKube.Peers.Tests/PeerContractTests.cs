using MiniKube.Store.Conformance;

namespace MiniKube.Peers.Tests;

public sealed class PeerContractTests
{
    public static TheoryData<string> Rules => [.. ContractRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Over_the_wire(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var cluster = new PeerCluster();
        await cluster.StartAsync(cancellationToken);

        await ContractRules.RunAsync(rule, cluster[2], cluster[2].Leases, cancellationToken);
    }
}
