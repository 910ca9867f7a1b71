namespace MiniKube.Cel.Expressions;

/// <summary>What a macro does with the items of a list or the entries of a map.</summary>
internal enum ComprehensionKind
{
    All,
    Exists,
    ExistsOne,
    Filter,

    /// <summary>Of <c>map</c> and <c>transformList</c>.</summary>
    List,
    Map,
    MapEntry,
}
