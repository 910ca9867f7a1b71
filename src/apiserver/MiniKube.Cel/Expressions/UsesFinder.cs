using System.Collections.Immutable;

namespace MiniKube.Cel.Expressions;

/// <summary>Looks for variables in a checked tree.</summary>
internal static class UsesFinder
{
    public static bool Uses(Expr expr, string variable, ImmutableArray<CelVariable> variables) =>
        (expr is IdentExpr { Binding: Binding.Variable } ident && variables[ident.Index].Name == variable)
        || (expr is SelectExpr { Variable: { } index } && variables[index].Name == variable)
        || ExprParts.Of(expr).Any(part => Uses(part, variable, variables));
}
