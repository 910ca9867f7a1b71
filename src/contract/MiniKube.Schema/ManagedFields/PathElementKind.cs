namespace MiniKube.Schema.ManagedFields;

/// <summary>How a step names its place. The order is the order in which a set is written.</summary>
public enum PathElementKind
{
    /// <summary><c>f:</c>, a field of an object or an entry of a map.</summary>
    Field,

    /// <summary><c>k:</c>, the item of a list that has these values in its key fields.</summary>
    Key,

    /// <summary><c>v:</c>, the item of a list of values.</summary>
    Value,

    /// <summary><c>i:</c>, the item at a place; only for lists whose items have nothing to tell them apart by.</summary>
    Index,
}
