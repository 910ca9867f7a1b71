using MiniKube.Cel.Expressions;
using MiniKube.Cel.Planning;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Costs;

/// <summary>
/// Bounds what a program may cost, from the sizes that the types of its variables allow. Follows the runs step by step, so that no run costs
/// more than the bound.
/// </summary>
internal sealed class CostEstimator
{
    private readonly List<SizedCost> _locals = [];

    public static CostRange Estimate(Expr expr) => new CostEstimator().Visit(expr).Cost;

    private SizedCost Visit(Expr expr) => expr switch
    {
        LiteralExpr literal => new SizedCost(default, LiteralSize(literal.Value), literal.Type),
        IdentExpr { Binding: Binding.Variable } ident => new SizedCost(CostRange.Exactly(1), SizeOf(ident.Type), ident.Type),
        IdentExpr { Binding: Binding.Local } ident => _locals[ident.Index] with { Cost = CostRange.Exactly(1) },
        SelectExpr { Variable: not null } => new SizedCost(CostRange.Exactly(1), SizeOf(expr.Type), expr.Type),
        SelectExpr { TypeValue: null } select => Select(select),
        CallExpr call => Call(call),
        ListExpr list => Container(expr, ListNode.Cost, list.Items, list.Items.Length),
        MapExpr map => Container(expr, MapNode.Cost, ExprParts.Of(map), map.Entries.Length),
        MessageExpr message => Container(expr, MessageNode.Cost, ExprParts.Of(message), message.Fields.Length),
        ComprehensionExpr loop => Loop(loop),
        BindExpr bind => Bind(bind),
        _ => new SizedCost(default, SizeRange.One, expr.Type),
    };

    private SizedCost Select(SelectExpr select)
    {
        var operand = Visit(select.Operand);
        if (select.IsTest)
        {
            return new SizedCost(operand.Cost, SizeRange.One, select.Type);
        }

        // The field's declared type knows its bounds, which a type that the checker put together may have lost.
        var declared = operand.Declared.Kind switch
        {
            CelTypeKind.Object => operand.Declared.Fields!.Find(select.Field)?.Type,
            CelTypeKind.Map => operand.Declared.Element,
            _ => null,
        } ?? select.Type;
        return new SizedCost(operand.Cost.Add(CostRange.Exactly(1)), SizeOf(declared), declared);
    }

    private SizedCost Call(CallExpr call)
    {
        var arguments = call.AllArguments.Select(Visit).ToArray();
        switch (call.Function)
        {
            case Operators.And or Operators.Or:
                return new SizedCost(new CostRange(arguments[0].Cost.Min, arguments[0].Cost.Add(arguments[1].Cost).Max), SizeRange.One, CelType.Bool);
            case Operators.Conditional:
                return new SizedCost(
                    arguments[0].Cost.Add(arguments[1].Cost.Union(arguments[2].Cost)),
                    arguments[1].Size.Union(arguments[2].Size),
                    call.Type);
            default:
                return Function(call, arguments);
        }
    }

    private static SizedCost Function(CallExpr call, SizedCost[] arguments)
    {
        SizeRange[] sizes = [.. arguments.Select(argument => argument.Size)];
        CostRange? own = null;
        SizeRange? size = null;
        foreach (var overload in call.Overloads)
        {
            var cost = (overload.Cost.Estimate ?? overload.Cost.Cost) is { } rule ? rule(sizes) : CostRange.Exactly(1);
            own = own?.Union(cost) ?? cost;
            var made = overload.Cost.ResultSize?.Invoke(sizes) ?? SizeOf(overload.Result.Kind == CelTypeKind.Parameter ? call.Type : overload.Result);
            size = size?.Union(made) ?? made;
        }

        var total = arguments.Aggregate(own ?? default, (sum, argument) => sum.Add(argument.Cost));
        return call.Function == Operators.Index && arguments[0].Declared.Kind is CelTypeKind.List or CelTypeKind.Map && arguments[0].Declared.Element is var element
            ? new SizedCost(total, SizeOf(element), element)
            : new SizedCost(total, size ?? SizeRange.Unknown, call.Type);
    }

    private SizedCost Container(Expr expr, ulong cost, IEnumerable<Expr> parts, int count) => new(
        parts.Aggregate(CostRange.Exactly(cost), (sum, part) => sum.Add(Visit(part).Cost)),
        expr is MessageExpr ? SizeRange.One : new SizeRange(0, (ulong)count),
        expr.Type);

    private SizedCost Bind(BindExpr bind)
    {
        var value = Visit(bind.Value);
        _locals.Add(bind.Kind == BindKind.Plain ? value : new SizedCost(default, SizeOf(bind.Value.Type.Parameters.IsEmpty ? CelType.Dyn : bind.Value.Type.Element), CelType.Dyn));
        var body = Visit(bind.Body);
        _locals.RemoveAt(_locals.Count - 1);
        var total = value.Cost.Add(body.Cost).Add(CostRange.Exactly(1));
        return bind.Kind == BindKind.Plain ? body with { Cost = total } : new SizedCost(total, SizeRange.Unknown, bind.Type);
    }

    private SizedCost Loop(ComprehensionExpr loop)
    {
        var range = Visit(loop.Range);
        var declared = range.Declared;
        var (first, second) = declared.Kind switch
        {
            CelTypeKind.List when loop.Second is null => (declared.Element, CelType.Dyn),
            CelTypeKind.List => (CelType.Int, declared.Element),
            CelTypeKind.Map => (declared.Parameters[0], declared.Parameters[1]),
            _ => (CelType.Dyn, CelType.Dyn),
        };
        _locals.Add(new SizedCost(default, SizeOf(first), first));
        if (loop.Second is not null)
        {
            _locals.Add(new SizedCost(default, SizeOf(second), second));
        }

        var predicate = loop.Predicate is null ? default : Visit(loop.Predicate).Cost;
        var transform = loop.Transform is null ? default : Visit(loop.Transform).Cost;
        _locals.RemoveRange(_locals.Count - (loop.Second is null ? 1 : 2), loop.Second is null ? 1 : 2);
        var (own, once) = OwnCost(loop);
        var step = new CostRange(predicate.Min, SaturatedMath.Add(predicate.Max, transform.Max)).Add(own);
        var steps = new CostRange(range.Size.Min, range.Size.Max).Times(step);
        var isContainer = loop.Kind is not (ComprehensionKind.All or ComprehensionKind.Exists or ComprehensionKind.ExistsOne);
        return new SizedCost(
            range.Cost.Add(steps).Add(CostRange.Exactly(once)), isContainer ? new SizeRange(0, range.Size.Max) : SizeRange.One, loop.Type);
    }

    /// <summary>What a step costs beside its predicate and transform, and what the loop costs once.</summary>
    private static (CostRange Step, ulong Once) OwnCost(ComprehensionExpr loop) => loop.Kind switch
    {
        ComprehensionKind.All => (CostRange.Exactly(3), 1),
        ComprehensionKind.Exists => (CostRange.Exactly(4), 1),
        ComprehensionKind.ExistsOne => (new CostRange(1, 2), 2),
        ComprehensionKind.Filter => (new CostRange(1, 13), 11),
        ComprehensionKind.List => (new CostRange(loop.Predicate is null ? 12UL : 1UL, 12), 11),
        ComprehensionKind.Map => (new CostRange(1, 3), 31),
        _ => (new CostRange(1, 33), 31),
    };

    private static SizeRange LiteralSize(in CelValue value) => value.Kind switch
    {
        CelValueKind.String => SizeRange.Exactly((ulong)value.AsString.Length),
        CelValueKind.Bytes => SizeRange.Exactly((ulong)value.AsBytes.Length),
        _ => SizeRange.One,
    };

    private static SizeRange SizeOf(CelType type) => type.Kind switch
    {
        CelTypeKind.String or CelTypeKind.Bytes or CelTypeKind.List or CelTypeKind.Map =>
            type.SizeMax is { } max ? new SizeRange(0, (ulong)max) : SizeRange.Unknown,
        CelTypeKind.Dyn or CelTypeKind.Parameter or CelTypeKind.Optional => SizeRange.Unknown,
        _ => SizeRange.One,
    };
}
