using System.Reflection;

namespace MiniKube.Store.Tests.Contract;

/// <summary>The rules of the contract by name, to be run against each engine.</summary>
internal static class ContractRules
{
    private static readonly MethodInfo[] Rules =
    [
        .. new[] { typeof(StoreContract), typeof(WatchContract) }.SelectMany(
            contract => contract.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)),
    ];

    public static TheoryData<string> Names => [.. Rules.Select(rule => rule.Name)];

    public static Task RunAsync(string name, IStore store, CancellationToken cancellationToken) =>
        (Task)Rules.Single(rule => rule.Name == name).Invoke(null, [store, cancellationToken])!;
}
