using MiniKube.Etcd.Client;
using MiniKube.Etcd.Tests.Support;
using MiniKube.Store.Conformance;

namespace MiniKube.Etcd.Tests.Client;

/// <summary>The contract of every engine, over etcd's protocol.</summary>
public sealed class EtcdContractTests
{
    public static TheoryData<string> Rules => [.. ContractRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task With_a_real_etcd(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var etcd = await EtcdProcess.StartAsync(cancellationToken);

        await RunAsync(rule, etcd.Address, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task With_our_own_front(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var fronted = await FrontedStore.StartAsync(TimeProvider.System, cancellationToken);

        await RunAsync(rule, fronted.Front.Address, cancellationToken);
    }

    private static async Task RunAsync(string rule, Uri address, CancellationToken cancellationToken)
    {
        await using var store = await EtcdStore.OpenAsync(
            new EtcdStoreOptions { Endpoints = [address] }, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);

        await ContractRules.RunAsync(rule, store, store.Leases, cancellationToken);
    }
}
