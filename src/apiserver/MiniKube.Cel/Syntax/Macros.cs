using System.Collections.Immutable;
using MiniKube.Cel.Expressions;

namespace MiniKube.Cel.Syntax;

/// <summary>Calls that are not calls: they bind names, or look at their argument rather than at its value.</summary>
internal static class Macros
{
    public static Expr Function(int offset, string name, ImmutableArray<Expr> arguments)
    {
        if (name != "has" || arguments.Length != 1)
        {
            return new CallExpr(offset, name, null, arguments);
        }

        return arguments[0] is SelectExpr { IsTest: false } select
            ? new SelectExpr(offset, select.Operand, select.Field, isTest: true, select.IsOptional)
            : throw new CelSyntaxException(arguments[0].Offset, "invalid argument to has() macro");
    }

    public static Expr Method(int offset, string name, Expr target, ImmutableArray<Expr> arguments) => (name, arguments.Length) switch
    {
        ("bind", 3) when target is IdentExpr { Name: "cel" } =>
            new BindExpr(offset, Name(arguments[0]), arguments[1], arguments[2], BindKind.Plain),
        ("optMap", 2) => new BindExpr(offset, Name(arguments[0]), target, arguments[1], BindKind.OptionalMap),
        ("optFlatMap", 2) => new BindExpr(offset, Name(arguments[0]), target, arguments[1], BindKind.OptionalFlatMap),
        ("all" or "exists" or "exists_one" or "existsOne" or "filter", 2) =>
            new ComprehensionExpr(offset, Kind(name), target, Name(arguments[0]), null, arguments[1], null),
        ("all" or "exists" or "exists_one" or "existsOne", 3) =>
            new ComprehensionExpr(offset, Kind(name), target, Name(arguments[0]), Second(arguments), arguments[2], null),
        ("map", 2) => new ComprehensionExpr(offset, ComprehensionKind.List, target, Name(arguments[0]), null, null, arguments[1]),
        ("map", 3) => new ComprehensionExpr(offset, ComprehensionKind.List, target, Name(arguments[0]), null, arguments[1], arguments[2]),
        ("transformList" or "transformMap" or "transformMapEntry", 3) =>
            new ComprehensionExpr(offset, Kind(name), target, Name(arguments[0]), Second(arguments), null, arguments[2]),
        ("transformList" or "transformMap" or "transformMapEntry", 4) =>
            new ComprehensionExpr(offset, Kind(name), target, Name(arguments[0]), Second(arguments), arguments[2], arguments[3]),
        _ => new CallExpr(offset, name, target, arguments),
    };

    private static ComprehensionKind Kind(string name) => name switch
    {
        "all" => ComprehensionKind.All,
        "exists" => ComprehensionKind.Exists,
        "exists_one" or "existsOne" => ComprehensionKind.ExistsOne,
        "filter" => ComprehensionKind.Filter,
        "transformList" => ComprehensionKind.List,
        "transformMap" => ComprehensionKind.Map,
        _ => ComprehensionKind.MapEntry,
    };

    private static string Name(Expr argument) => argument is IdentExpr ident && !ident.Name.StartsWith('.')
        ? ident.Name
        : throw new CelSyntaxException(argument.Offset, "argument must be a simple name");

    private static string Second(ImmutableArray<Expr> arguments) => Name(arguments[1]) is var second && second != Name(arguments[0])
        ? second
        : throw new CelSyntaxException(arguments[1].Offset, $"duplicate variable name: {second}");
}
