namespace MiniKube.Mvcc.Ranges;

public enum SortOrder
{
    /// <summary>Whatever costs nothing: by key; ascending when another <see cref="SortTarget"/> is asked for.</summary>
    None,
    Ascending,
    Descending,
}
