using System.Collections.Immutable;

namespace MiniKube.ApiServer.Health;

/// <summary>
/// What runs beside the server in its process says here how it is, and the server tells it as ComponentStatus. Safe for use by several threads.
/// </summary>
public sealed class ComponentHealth
{
    private ImmutableDictionary<string, Func<string?>> _faults = ImmutableDictionary.Create<string, Func<string?>>(StringComparer.Ordinal);

    /// <param name="name">By upstream's name: <c>scheduler</c>, <c>controller-manager</c>.</param>
    /// <param name="findFault">What is wrong now; null when all is well.</param>
    public void Add(string name, Func<string?> findFault) =>
        ImmutableInterlocked.Update(ref _faults, static (all, added) => all.SetItem(added.name, added.findFault), (name, findFault));

    /// <summary>False when there is no such component in this process.</summary>
    internal bool TryFind(string name, out string? fault)
    {
        var isKnown = Volatile.Read(ref _faults).TryGetValue(name, out var find);
        fault = find?.Invoke();
        return isKnown;
    }
}
