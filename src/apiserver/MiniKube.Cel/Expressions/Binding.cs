namespace MiniKube.Cel.Expressions;

/// <summary>What a name means.</summary>
internal enum Binding
{
    /// <summary>Not yet checked.</summary>
    None,

    /// <summary>A variable of the environment.</summary>
    Variable,

    /// <summary>A name that a macro binds.</summary>
    Local,
    Type,
}
