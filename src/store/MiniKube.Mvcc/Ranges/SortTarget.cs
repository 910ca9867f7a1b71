namespace MiniKube.Mvcc.Ranges;

/// <summary>By what items are ordered.</summary>
public enum SortTarget
{
    Key,
    Version,
    CreateRevision,
    ModRevision,
    Value,
}
