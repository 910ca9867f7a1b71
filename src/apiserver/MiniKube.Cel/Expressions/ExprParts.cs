namespace MiniKube.Cel.Expressions;

/// <summary>The nodes below a node.</summary>
internal static class ExprParts
{
    public static IEnumerable<Expr> Of(Expr expr)
    {
        switch (expr)
        {
            case SelectExpr { Variable: null, TypeValue: null } select:
                return [select.Operand];
            case CallExpr call:
                return call.AllArguments;
            case ListExpr list:
                return list.Items;
            case MapExpr map:
                return map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value });
            case MessageExpr message:
                return message.Fields.Select(field => field.Value);
            case ComprehensionExpr loop:
                return new[] { loop.Range, loop.Predicate, loop.Transform }.OfType<Expr>();
            case BindExpr bind:
                return [bind.Value, bind.Body];
            default:
                return [];
        }
    }
}
