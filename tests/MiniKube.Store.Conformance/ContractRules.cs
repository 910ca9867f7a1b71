using System.Reflection;

namespace MiniKube.Store.Conformance;

/// <summary>The rules of the contract by name, to be run against each engine.</summary>
internal static class ContractRules
{
    private static readonly MethodInfo[] Rules =
    [
        .. new[] { typeof(StoreContract), typeof(TransactionContract), typeof(LeaseContract), typeof(WatchContract) }.SelectMany(
            contract => contract.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)),
    ];

    public static IEnumerable<string> Names => Rules.Select(rule => rule.Name);

    /// <summary>Runs a rule against a fresh store and its leases.</summary>
    public static Task RunAsync(string name, IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        var rule = Rules.Single(rule => rule.Name == name);
        object[] arguments = rule.GetParameters().Length == 2 ? [store, cancellationToken] : [store, leases, cancellationToken];
        return (Task)rule.Invoke(null, arguments)!;
    }
}
