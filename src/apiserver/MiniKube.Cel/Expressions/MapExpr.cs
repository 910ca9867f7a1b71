using System.Collections.Immutable;

namespace MiniKube.Cel.Expressions;

/// <summary>A map that is written out.</summary>
internal sealed class MapExpr(int offset, ImmutableArray<MapEntry> entries)
    : Expr(offset, DepthOf([.. entries.Select(entry => entry.Key), .. entries.Select(entry => entry.Value)]))
{
    public ImmutableArray<MapEntry> Entries => entries;
}
