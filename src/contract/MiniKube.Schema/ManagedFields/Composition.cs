namespace MiniKube.Schema.ManagedFields;

/// <summary>What an apply takes apart and what it takes as one.</summary>
internal enum Composition
{
    /// <summary>One value: a scalar, or an object or list that is not taken apart.</summary>
    Leaf,

    /// <summary>An object or map, by its names.</summary>
    Granular,

    /// <summary>A list, by the values of its items.</summary>
    Set,

    /// <summary>A list, by the key fields of its items.</summary>
    Associative,
}
