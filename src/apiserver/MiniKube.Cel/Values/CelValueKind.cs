namespace MiniKube.Cel.Values;

/// <summary>What a value is.</summary>
public enum CelValueKind : byte
{
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,

    /// <summary>Fields with names that a type declares.</summary>
    Object,

    /// <summary>A value of a library: a quantity, an address, an authorizer.</summary>
    Opaque,
    Optional,
    Type,

    /// <summary>What went wrong; it travels as a value, so that <c>||</c> and <c>&amp;&amp;</c> can pass over it.</summary>
    Error,
}
