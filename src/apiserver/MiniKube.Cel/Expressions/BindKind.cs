namespace MiniKube.Cel.Expressions;

/// <summary>What is bound, and what becomes of the result.</summary>
internal enum BindKind
{
    /// <summary>The value itself.</summary>
    Plain,

    /// <summary>What the optional holds; the result is put into an optional.</summary>
    OptionalMap,

    /// <summary>What the optional holds; the result is an optional.</summary>
    OptionalFlatMap,
}
