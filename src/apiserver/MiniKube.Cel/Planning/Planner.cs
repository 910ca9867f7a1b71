using MiniKube.Cel.Expressions;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Planning;

/// <summary>Makes the steps of a checked tree.</summary>
internal static class Planner
{
    public static Node Plan(Expr expr) => expr switch
    {
        LiteralExpr literal => new ConstantNode(literal.Value),
        IdentExpr { Binding: Binding.Variable } ident => new VariableNode(ident.Index),
        IdentExpr { Binding: Binding.Local } ident => new LocalNode(ident.Index),
        IdentExpr ident => new ConstantNode(CelValue.Type(ident.TypeValue!)),
        SelectExpr { Variable: { } index } => new VariableNode(index),
        SelectExpr { TypeValue: { } type } => new ConstantNode(CelValue.Type(type)),
        SelectExpr { IsTest: true } select => new HasNode(Plan(select.Operand), select.Field),
        SelectExpr { IsOptional: true } select => new OptionalSelectNode(Plan(select.Operand), select.Field),
        SelectExpr select => new SelectNode(Plan(select.Operand), select.Field),
        CallExpr call => Call(call),
        ListExpr list => new ListNode([.. list.Items.Select(Plan)], list.AreOptional),
        MapExpr map => new MapNode([.. map.Entries.Select(entry => (Plan(entry.Key), Plan(entry.Value), entry.IsOptional))]),
        MessageExpr message => new MessageNode(message.Type, [.. message.Fields.Select(field => (field.Name, Plan(field.Value), field.IsOptional))]),
        BindExpr bind => new BindNode(bind.Kind, bind.Slot, Plan(bind.Value), Plan(bind.Body)),
        ComprehensionExpr loop => Loop(loop),
        _ => throw new System.Diagnostics.UnreachableException("a node that the parser does not make"),
    };

    private static Node Call(CallExpr call)
    {
        var parts = call.AllArguments;
        switch (call.Function)
        {
            case Operators.And:
                return new LogicNode(Plan(parts[0]), Plan(parts[1]), decider: false);
            case Operators.Or:
                return new LogicNode(Plan(parts[0]), Plan(parts[1]), decider: true);
            case Operators.Conditional:
                return new ConditionalNode(Plan(parts[0]), Plan(parts[1]), Plan(parts[2]));
            default:
                return new CallNode([.. parts.Select(Plan)], call.Overloads, Prepared(call));
        }
    }

    /// <summary>A body for the one overload and the constant that is its second argument.</summary>
    private static CelFunction? Prepared(CallExpr call) =>
        call is { Overloads: [{ ForConstant: { } prepare }] } && call.AllArguments is [_, LiteralExpr literal] ? prepare(literal.Value) : null;

    private static LoopNode Loop(ComprehensionExpr loop)
    {
        var (range, hasSecond) = (Plan(loop.Range), loop.Second is not null);
        var predicate = loop.Predicate is null ? null : Plan(loop.Predicate);
        var transform = loop.Transform is null ? null : Plan(loop.Transform);
        return loop.Kind switch
        {
            ComprehensionKind.All => new QuantifierNode(range, loop.Slot, hasSecond, predicate!, decider: false),
            ComprehensionKind.Exists => new QuantifierNode(range, loop.Slot, hasSecond, predicate!, decider: true),
            ComprehensionKind.ExistsOne => new ExistsOneNode(range, loop.Slot, hasSecond, predicate!),
            ComprehensionKind.Filter or ComprehensionKind.List => new ListLoopNode(range, loop.Slot, hasSecond, predicate, transform),
            _ => new MapLoopNode(range, loop.Slot, predicate, transform!, loop.Kind == ComprehensionKind.MapEntry),
        };
    }
}
