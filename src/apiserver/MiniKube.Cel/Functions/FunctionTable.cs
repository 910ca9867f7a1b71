using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MiniKube.Cel.Functions;

/// <summary>Functions by name. Immutable.</summary>
public sealed class FunctionTable
{
    private readonly FrozenDictionary<string, ImmutableArray<Overload>> _byName;

    public FunctionTable(IEnumerable<Overload> overloads)
    {
        All = [.. overloads];
        _byName = All.GroupBy(overload => overload.Function, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<Overload> All { get; }

    public FunctionTable With(IEnumerable<Overload> more) => new([.. All, .. more]);

    /// <summary>The overloads of the name; empty when there are none.</summary>
    internal ImmutableArray<Overload> Find(string name) => _byName.TryGetValue(name, out var overloads) ? overloads : [];
}
