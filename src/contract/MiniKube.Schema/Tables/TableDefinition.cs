using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables;

/// <summary>How the objects of a kind are printed: the columns, and the cells of one object.</summary>
public sealed class TableDefinition
{
    private readonly Func<JsonObject, DateTimeOffset, ImmutableArray<TableCell>> _cells;

    internal TableDefinition(ImmutableArray<TableColumn> columns, Func<JsonObject, DateTimeOffset, ImmutableArray<TableCell>> cells)
    {
        Columns = columns;
        _cells = cells;
    }

    public ImmutableArray<TableColumn> Columns { get; }

    /// <summary>Why nothing more will happen to the object (<c>Succeeded</c>, <c>Failed</c>); null while something may. Becomes a condition of the row.</summary>
    internal Func<JsonObject, string?> Completion { get; init; } = _ => null;

    /// <summary>The cells of an object, one for each column; ages are counted up to <paramref name="now"/>.</summary>
    public ImmutableArray<TableCell> Cells(JsonObject obj, DateTimeOffset now) => _cells(obj, now);
}
