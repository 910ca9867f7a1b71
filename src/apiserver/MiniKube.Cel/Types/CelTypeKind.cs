namespace MiniKube.Cel.Types;

/// <summary>The families of types.</summary>
public enum CelTypeKind
{
    /// <summary>Known only when the program runs.</summary>
    Dyn,
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
    Object,
    Opaque,
    Optional,
    Type,

    /// <summary>Stands for any one type in the signature of a function.</summary>
    Parameter,
}
