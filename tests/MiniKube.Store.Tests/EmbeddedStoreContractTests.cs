using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Conformance;

namespace MiniKube.Store.Tests;

public sealed class EmbeddedStoreContractTests
{
    public static TheoryData<string> Rules => [.. ContractRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task In_memory(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var store = await EmbeddedStore.OpenAsync(
            new StoreOptions(), NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);

        await ContractRules.RunAsync(rule, store, store.Leases, cancellationToken);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task On_disk(string rule)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        await using var store = await EmbeddedStore.OpenAsync(
            new StoreOptions { Directory = directory.Path }, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);

        await ContractRules.RunAsync(rule, store, store.Leases, cancellationToken);
    }
}
