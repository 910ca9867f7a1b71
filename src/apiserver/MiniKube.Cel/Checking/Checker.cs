using System.Collections.Immutable;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Checking;

/// <summary>Gives each node of a tree its type and each name its meaning, and says what cannot be right.</summary>
internal sealed class Checker
{
    /// <summary>Nobody reads more.</summary>
    private const int IssuesMax = 20;

    private readonly CelEnvironment _environment;
    private readonly Dictionary<string, int> _variables = new(StringComparer.Ordinal);
    private readonly List<(string Name, CelType Type)> _locals = [];
    private readonly ImmutableArray<CelIssue>.Builder _issues = ImmutableArray.CreateBuilder<CelIssue>();
    private readonly TypeBindings _types = new();
    private int _localsMax;

    private Checker(CelEnvironment environment)
    {
        _environment = environment;
        for (var i = 0; i < environment.Variables.Length; i++)
        {
            _variables[environment.Variables[i].Name] = i;
        }
    }

    public static CheckResult Check(Expr expr, CelEnvironment environment)
    {
        var checker = new Checker(environment);
        checker.Visit(expr);
        checker.Finish(expr);
        return new CheckResult(checker._issues.ToImmutable(), checker._localsMax);
    }

    private CelType Visit(Expr expr)
    {
        expr.Type = expr switch
        {
            LiteralExpr literal => literal.Value.TypeOf(),
            IdentExpr ident => Ident(ident),
            SelectExpr select => Select(select),
            CallExpr call => Call(call),
            ListExpr list => List(list),
            MapExpr map => Map(map),
            MessageExpr message => Message(message),
            ComprehensionExpr loop => Comprehension(loop),
            BindExpr bind => Bind(bind),
            _ => CelType.Dyn,
        };
        return expr.Type;
    }

    /// <summary>Puts in what was learned of the types after a node was left, and holds literals against what they must be.</summary>
    private void Finish(Expr expr)
    {
        expr.Type = _types.Substitute(expr.Type, unknownIsDyn: true);
        foreach (var part in ExprParts.Of(expr))
        {
            Finish(part);
        }

        if (expr is CallExpr call && _issues.Count == 0 && LiteralRules.Complaint(call) is { } complaint)
        {
            Complain(complaint.Offset, complaint.Message);
        }
    }

    private CelType Ident(IdentExpr ident)
    {
        var name = ident.Name.TrimStart('.');
        for (var i = _locals.Count - 1; i >= 0 && !ident.Name.StartsWith('.'); i--)
        {
            if (_locals[i].Name == name)
            {
                (ident.Binding, ident.Index) = (Binding.Local, i);
                return _locals[i].Type;
            }
        }

        if (_variables.TryGetValue(name, out var index))
        {
            (ident.Binding, ident.Index) = (Binding.Variable, index);
            return _environment.Variables[index].Type;
        }

        if (TypeNames.Find(name) is { } type)
        {
            (ident.Binding, ident.TypeValue) = (Binding.Type, type);
            return CelType.TypeOf(type);
        }

        return Complain(ident.Offset, $"undeclared reference to '{name}' (in container '')");
    }

    private CelType Select(SelectExpr select)
    {
        if (DottedName(select) is { } dotted && _variables.TryGetValue(dotted, out var index))
        {
            select.Variable = index;
            return _environment.Variables[index].Type;
        }

        if (!select.IsTest && !select.IsOptional && QualifiedName(select) is { } name && TypeNames.Find(name) is { } type)
        {
            select.TypeValue = type;
            return CelType.TypeOf(type);
        }

        var operand = _types.Substitute(Visit(select.Operand), unknownIsDyn: false);
        var field = operand.Kind == CelTypeKind.Optional
            ? CelType.OptionalOf(FieldOf(_types.Substitute(operand.Element, unknownIsDyn: true), select))
            : FieldOf(operand, select);
        return select.IsTest ? CelType.Bool
            : select.IsOptional && field.Kind != CelTypeKind.Optional ? CelType.OptionalOf(field)
            : field;
    }

    private CelType FieldOf(CelType type, SelectExpr select) => type.Kind switch
    {
        CelTypeKind.Map => type.Parameters[1],
        CelTypeKind.Object => type.Fields!.Find(select.Field)?.Type ?? Complain(select.Offset, $"undefined field '{select.Field}'"),
        CelTypeKind.Dyn or CelTypeKind.Parameter => CelType.Dyn,
        _ => Complain(select.Offset, $"type '{type}' does not support field selection"),
    };

    private CelType Call(CallExpr call)
    {
        var overloads = _environment.Functions.Find(call.Function);
        if (call.Target is { } target && QualifiedName(target) is { } prefix && _environment.Functions.Find($"{prefix}.{call.Function}") is { IsEmpty: false } named)
        {
            call.Function = $"{prefix}.{call.Function}";
            call.Target = null;
            overloads = named;
        }

        ImmutableArray<CelType> given = [.. call.AllArguments.Select(argument => Argument(call, argument))];
        if (overloads.IsEmpty)
        {
            return Complain(call.Offset, $"undeclared reference to '{call.Function}' (in container '')");
        }

        return Resolve(call, overloads, given);
    }

    private CelType Resolve(CallExpr call, ImmutableArray<Overload> overloads, ImmutableArray<CelType> given)
    {
        var fitting = ImmutableArray.CreateBuilder<Overload>();
        CelType? result = null;
        TypeBindings? learned = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMethod != call.Target is not null || overload.Parameters.Length != given.Length)
            {
                continue;
            }

            var trial = (learned ?? _types).Copy();
            var (parameters, answer) = trial.Instance(overload.Parameters, overload.Result);
            if (!Enumerable.Range(0, given.Length).All(i => trial.IsAssignable(parameters[i], given[i])))
            {
                continue;
            }

            fitting.Add(overload);
            learned = trial;
            var found = trial.Substitute(answer, unknownIsDyn: false);
            result = result is null || result.Equals(found) ? found : CelType.Dyn;
        }

        if (result is null)
        {
            return Complain(call.Offset, $"found no matching overload for '{call.Function}' applied to '{Signature(call, given)}'");
        }

        // What one overload binds holds only when it is the one.
        if (fitting.Count == 1)
        {
            _types.Adopt(learned!);
        }
        else
        {
            result = _types.Substitute(learned!.Substitute(result, unknownIsDyn: true), unknownIsDyn: true);
        }

        call.Overloads = fitting.ToImmutable();
        return result;
    }

    private string Signature(CallExpr call, ImmutableArray<CelType> given)
    {
        var names = given.Select(type => _types.Substitute(type, unknownIsDyn: true).ToString()).ToList();
        return call.Target is null ? $"({string.Join(", ", names)})" : $"{names[0]}.({string.Join(", ", names.Skip(1))})";
    }

    /// <summary>What is formatted may be of any types, other lists are of one.</summary>
    private CelType Argument(CallExpr call, Expr argument)
    {
        if (call is not { Function: "format", Target: not null } || argument is not ListExpr list)
        {
            return Visit(argument);
        }

        foreach (var item in list.Items)
        {
            Visit(item);
        }

        return list.Type = CelType.ListOf(CelType.Dyn);
    }

    private CelType List(ListExpr list)
    {
        var element = _types.Fresh();
        for (var i = 0; i < list.Items.Length; i++)
        {
            element = Joined(element, Part(list.Items[i], list.AreOptional[i]), list.Items[i].Offset);
        }

        return CelType.ListOf(element);
    }

    private CelType Map(MapExpr map)
    {
        var (key, value) = (_types.Fresh(), _types.Fresh());
        foreach (var entry in map.Entries)
        {
            key = Joined(key, Visit(entry.Key), entry.Key.Offset);
            value = Joined(value, Part(entry.Value, entry.IsOptional), entry.Value.Offset);
        }

        return CelType.MapOf(key, value);
    }

    /// <summary>The type of a part; of one that is marked with a question mark what its optional holds.</summary>
    private CelType Part(Expr part, bool isOptional)
    {
        var type = Visit(part);
        if (!isOptional)
        {
            return type;
        }

        var held = _types.Fresh();
        return _types.IsAssignable(CelType.OptionalOf(held), type) ? held : Complain(part.Offset, $"expected type 'optional_type({held})' but found '{type}'");
    }

    /// <summary>All parts of a list or map are of one type, or dynamic.</summary>
    private CelType Joined(CelType known, CelType given, int offset)
    {
        if (!_types.IsAssignable(known, given))
        {
            return Complain(
                offset, $"expected type '{_types.Substitute(known, unknownIsDyn: true)}' but found '{_types.Substitute(given, unknownIsDyn: true)}'");
        }

        return _types.Substitute(given, unknownIsDyn: false).IsDyn ? CelType.Dyn : known;
    }

    private CelType Message(MessageExpr message)
    {
        if (_environment.ObjectTypes(message.TypeName) is not { } type)
        {
            foreach (var field in message.Fields)
            {
                Visit(field.Value);
            }

            return Complain(message.Offset, $"undeclared reference to '{message.TypeName}' (in container '')");
        }

        foreach (var field in message.Fields)
        {
            var given = Part(field.Value, field.IsOptional);
            if (type.Fields!.Find(field.Name) is not { } declared)
            {
                Complain(field.Offset, $"undefined field '{field.Name}'");
            }
            else if (!_types.IsAssignable(declared.Type, given))
            {
                Complain(
                    field.Offset, $"expected type of field '{field.Name}' is '{declared.Type}' but provided type is '{_types.Substitute(given, unknownIsDyn: true)}'");
            }
        }

        return type;
    }

    private CelType Bind(BindExpr bind)
    {
        var value = Visit(bind.Value);
        if (bind.Kind != BindKind.Plain)
        {
            var held = _types.Fresh();
            if (!_types.IsAssignable(CelType.OptionalOf(held), value))
            {
                Complain(bind.Offset, $"found no matching overload for 'optMap' applied to '{value}.(dyn, dyn)'");
            }

            value = _types.Substitute(held, unknownIsDyn: false);
        }

        bind.Slot = _locals.Count;
        var body = Within([(bind.Name, value)], bind.Body);
        if (bind.Kind != BindKind.OptionalFlatMap)
        {
            return bind.Kind == BindKind.Plain ? body : CelType.OptionalOf(body);
        }

        var result = CelType.OptionalOf(_types.Fresh());
        return _types.IsAssignable(result, body) ? result : Complain(bind.Body.Offset, $"expected type 'optional_type(dyn)' but found '{body}'");
    }

    private CelType Comprehension(ComprehensionExpr loop)
    {
        var range = _types.Substitute(Visit(loop.Range), unknownIsDyn: false);
        var (first, second) = range.Kind switch
        {
            CelTypeKind.List => loop.Second is null ? (range.Element, CelType.Dyn) : (CelType.Int, range.Element),
            CelTypeKind.Map => (range.Parameters[0], range.Parameters[1]),
            CelTypeKind.Dyn or CelTypeKind.Parameter => (CelType.Dyn, CelType.Dyn),
            _ => (Complain(loop.Range.Offset, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)"), CelType.Dyn),
        };
        (string, CelType)[] names = loop.Second is null ? [(loop.Variable, first)] : [(loop.Variable, first), (loop.Second, second)];
        loop.Slot = _locals.Count;
        if (loop.Predicate is { } predicate && Within(names, predicate) is var asked && !_types.IsAssignable(CelType.Bool, asked))
        {
            Complain(predicate.Offset, $"expected type 'bool' but found '{_types.Substitute(asked, unknownIsDyn: true)}'");
        }

        var made = loop.Transform is { } transform ? Within(names, transform) : CelType.Dyn;
        return loop.Kind switch
        {
            ComprehensionKind.Filter => CelType.ListOf(first),
            ComprehensionKind.List => CelType.ListOf(made),
            ComprehensionKind.Map => CelType.MapOf(first, made),
            ComprehensionKind.MapEntry => CelType.MapOf(_types.Fresh(), _types.Fresh()) is var map && _types.IsAssignable(map, made)
                ? map
                : Complain(loop.Transform!.Offset, $"expected type 'map(dyn, dyn)' but found '{made}'"),
            _ => CelType.Bool,
        };
    }

    private CelType Within((string Name, CelType Type)[] names, Expr body)
    {
        _locals.AddRange(names);
        _localsMax = Math.Max(_localsMax, _locals.Count);
        var type = Visit(body);
        _locals.RemoveRange(_locals.Count - names.Length, names.Length);
        return type;
    }

    /// <summary>A dotted name that may be a variable's; null for any other expression.</summary>
    private string? DottedName(Expr expr) => expr switch
    {
        IdentExpr ident when !_locals.Exists(local => local.Name == ident.Name) => ident.Name,
        SelectExpr { IsTest: false, IsOptional: false } select when DottedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    /// <summary>A dotted name that no variable begins; null for any other expression.</summary>
    private string? QualifiedName(Expr expr) => expr switch
    {
        IdentExpr ident when !_locals.Exists(local => local.Name == ident.Name) && !_variables.ContainsKey(ident.Name) => ident.Name.TrimStart('.'),
        SelectExpr { IsTest: false, IsOptional: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private CelType Complain(int offset, string message)
    {
        if (_issues.Count < IssuesMax)
        {
            _issues.Add(new CelIssue(offset, message));
        }

        return CelType.Dyn;
    }
}
