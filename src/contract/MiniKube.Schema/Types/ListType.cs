namespace MiniKube.Schema.Types;

/// <summary>How an apply merges a list.</summary>
public enum ListType
{
    /// <summary>As one value.</summary>
    Atomic,

    /// <summary>By value.</summary>
    Set,

    /// <summary>By the values of the key fields.</summary>
    Map,
}
