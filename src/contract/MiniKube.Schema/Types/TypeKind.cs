namespace MiniKube.Schema.Types;

/// <summary>What a value looks like on the wire.</summary>
public enum TypeKind
{
    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object whose names are data; all values are of one type.</summary>
    Map,
    List,
    String,
    Int32,
    Int64,
    Double,
    Boolean,

    /// <summary>A number with a unit: <c>100m</c>, <c>1Gi</c>.</summary>
    Quantity,

    /// <summary>RFC 3339, whole seconds.</summary>
    Time,

    /// <summary>RFC 3339, six digits of a second.</summary>
    MicroTime,

    /// <summary>A length of time in Go's form: <c>1h30m</c>.</summary>
    Duration,

    /// <summary>A number or a name: a port, a percentage.</summary>
    IntOrString,

    /// <summary>Base64.</summary>
    Bytes,

    /// <summary>Any JSON object or value, kept as it is: embedded objects, <c>fieldsV1</c>, schemas of custom resources.</summary>
    Raw,

    /// <summary>Any JSON value.</summary>
    Any,
}
