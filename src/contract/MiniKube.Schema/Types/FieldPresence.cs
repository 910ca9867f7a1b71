namespace MiniKube.Schema.Types;

/// <summary>When a field is written.</summary>
public enum FieldPresence
{
    /// <summary>Whenever it is set, also to its zero value or to an empty object.</summary>
    WhenSet,

    /// <summary>Only when it says something: not for a zero scalar, an empty list or an empty map.</summary>
    WhenNotEmpty,

    /// <summary>Also when it is absent: then as the zero value or an empty object.</summary>
    Always,
}
