using MiniKube.Cel.Expressions;

namespace MiniKube.Cel.Syntax;

/// <summary>Makes a long chain of one operator into a tree that is not deep.</summary>
internal static class BalancedChain
{
    /// <param name="function">The operator's.</param>
    /// <param name="terms">Two at least.</param>
    /// <param name="offsets">Of the operators between them.</param>
    public static Expr Of(string function, List<Expr> terms, List<int> offsets) => Of(function, terms, offsets, 0, terms.Count - 1);

    private static Expr Of(string function, List<Expr> terms, List<int> offsets, int from, int to)
    {
        if (from == to)
        {
            return terms[from];
        }

        var middle = (from + to) / 2;
        return new CallExpr(
            offsets[middle], function, null, [Of(function, terms, offsets, from, middle), Of(function, terms, offsets, middle + 1, to)]);
    }
}
