namespace MiniKube.Mvcc.Ranges;

/// <summary>Which items of a range, in what order, and how much of each. A revision of zero sets no bound.</summary>
public sealed record RangeSelection
{
    public SortTarget Target { get; init; }

    public SortOrder Order { get; init; }

    /// <summary>The values are left out.</summary>
    public bool KeysOnly { get; init; }

    public Revision MinModRevision { get; init; }

    public Revision MaxModRevision { get; init; }

    public Revision MinCreateRevision { get; init; }

    public Revision MaxCreateRevision { get; init; }

    /// <summary>Some items may be left out for their revisions.</summary>
    internal bool Filters =>
        MinModRevision != Revision.Zero || MaxModRevision != Revision.Zero
        || MinCreateRevision != Revision.Zero || MaxCreateRevision != Revision.Zero;

    internal bool Admits(KeyValue item) =>
        item.ModRevision >= MinModRevision
        && item.CreateRevision >= MinCreateRevision
        && (MaxModRevision == Revision.Zero || item.ModRevision <= MaxModRevision)
        && (MaxCreateRevision == Revision.Zero || item.CreateRevision <= MaxCreateRevision);
}
