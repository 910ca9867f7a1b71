namespace MiniKube.Schema.Tables;

/// <summary>What a row of a table carries beside its cells.</summary>
public enum IncludeObject
{
    /// <summary>The object's metadata.</summary>
    Metadata,

    None,

    /// <summary>The whole object.</summary>
    Object,
}
