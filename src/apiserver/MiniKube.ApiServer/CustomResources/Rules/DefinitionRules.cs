using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Validation;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>Holds the rules of a definition against what rules may be and may cost, before any object is.</summary>
internal sealed class DefinitionRules
{
    /// <summary>What one rule may cost in an object, as upstream's.</summary>
    private const ulong RuleCostMax = 10_000_000;

    /// <summary>What all rules of a version may cost together, as upstream's.</summary>
    private const ulong SchemaCostMax = 100_000_000;

    /// <summary>How many of the most expensive rules are named.</summary>
    private const int NamedMax = 4;

    private readonly ICollection<StatusCause> _causes;
    private readonly List<(FieldLocation Where, ulong Cost)> _costs = [];

    private DefinitionRules(ICollection<StatusCause> causes) => _causes = causes;

    /// <param name="definition">The definition.</param>
    /// <param name="existing">The definition before: what it had already is not held against it; null for a creation.</param>
    /// <param name="causes">Takes what is wrong.</param>
    public static void Check(JsonObject definition, JsonObject? existing, ICollection<StatusCause> causes)
    {
        var before = existing.Child("spec").Objects("versions")
            .Select(version => version.Child("schema"))
            .OfType<JsonObject>().ToList();
        var index = -1;
        foreach (var version in definition.Child("spec").Objects("versions"))
        {
            index++;
            if (version.Child("schema") is { } holder && holder.Child("openAPIV3Schema") is { } schema && !before.Any(other => JsonNode.DeepEquals(other, holder)))
            {
                var where = FieldLocation.Root("spec").Child("versions").Index(index).Child("schema", "openAPIV3Schema");
                var rules = new DefinitionRules(causes);
                rules.CheckSchema(schema, where, cardinality: 1, uncorrelatable: null, isResource: true);
                rules.CheckTotal(where);
            }
        }
    }

    /// <param name="schema">The schema of a value.</param>
    /// <param name="where">Its place.</param>
    /// <param name="cardinality">How many such values an object has at most; null when nothing bounds it but the size of a request.</param>
    /// <param name="uncorrelatable">Within what it cannot be told which value was there before; null when it can.</param>
    /// <param name="isResource">The value is a whole object.</param>
    private void CheckSchema(JsonObject schema, FieldLocation where, ulong? cardinality, FieldLocation? uncorrelatable, bool isResource)
    {
        CheckRules(schema, where.Child("x-kubernetes-validations"), cardinality, uncorrelatable, isResource);
        if (schema["default"] is { } value && RuleNode.Compile(schema, isResource) is { } rules)
        {
            new RuleChecks(_causes, []).Check(rules, value, old: null, where.Child("default"));
        }

        foreach (var (name, property) in schema.Child("properties") ?? [])
        {
            if (property is JsonObject tree)
            {
                CheckSchema(tree, where.Child("properties").Key(name), cardinality, uncorrelatable, isResource: false);
            }
        }

        if (schema.Child("additionalProperties") is { } values)
        {
            CheckSchema(values, where.Child("additionalProperties"), Times(cardinality, schema.Integer("maxProperties")), uncorrelatable, isResource: false);
        }

        if (schema.Child("items") is { } items)
        {
            var lost = uncorrelatable ?? (schema.Text("x-kubernetes-list-type") == "map" ? null : where.Child("items"));
            CheckSchema(items, where.Child("items"), Times(cardinality, schema.Integer("maxItems")), lost, isResource: false);
        }
    }

    private void CheckRules(JsonObject schema, FieldLocation where, ulong? cardinality, FieldLocation? uncorrelatable, bool isResource)
    {
        if (schema.List("x-kubernetes-validations") is not { Count: > 0 })
        {
            return;
        }

        if (SchemaTypes.Of(schema, isResource) is not { } type)
        {
            _causes.Add(FieldErrors.Invalid(where.ToString(), schema.Text("type"), "rules cannot be evaluated where the schema says nothing of the type"));
            return;
        }

        var index = 0;
        var times = cardinality ?? (ulong)SchemaSizes.CountMax(schema);
        foreach (var rule in ValidationRule.Of(schema))
        {
            var at = where.Index(index++);
            if (!RuleWording.Check(rule, schema, at, _causes))
            {
                continue;
            }

            var compiled = CompiledRule.Compile(rule, type);
            CheckProgram(compiled, at, times);
            if (compiled.IsTransition && uncorrelatable is not null)
            {
                _causes.Add(FieldErrors.Invalid(
                    at.Child("rule").ToString(), rule.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
            }

            if (rule.OptionalOldSelf is not null && compiled.Program is not null && !compiled.UsesOldSelf)
            {
                _causes.Add(FieldErrors.Invalid(at.Child("optionalOldSelf").ToString(), (JsonNode?)JsonValue.Create(rule.OptionalOldSelf.Value), "may not be set if oldSelf is not used in rule"));
            }
        }
    }

    private void CheckProgram(CompiledRule rule, FieldLocation where, ulong times)
    {
        if (rule.Error.Length > 0)
        {
            _causes.Add(FieldErrors.Invalid(where.Child("rule").ToString(), rule.Source.Rule, rule.Error));
        }

        if (rule.MessageError.Length > 0)
        {
            _causes.Add(FieldErrors.Invalid(where.Child("messageExpression").ToString(), rule.Source.MessageExpression, rule.MessageError));
        }

        CheckCost(rule.Program, where.Child("rule"), times, "estimated rule cost");
        CheckCost(rule.MessageProgram, where.Child("messageExpression"), times, "estimated messageExpression cost");
    }

    private void CheckCost(MiniKube.Cel.CelProgram? program, FieldLocation where, ulong times, string what)
    {
        if (program is null)
        {
            return;
        }

        var cost = Multiply(program.EstimateCost().Max, times);
        _costs.Add((where, cost));
        if (cost > RuleCostMax)
        {
            _causes.Add(FieldErrors.Forbidden(where.ToString(), TooExpensive(what, cost, RuleCostMax)));
        }
    }

    private void CheckTotal(FieldLocation where)
    {
        var total = _costs.Aggregate(0UL, (sum, each) => sum > ulong.MaxValue - each.Cost ? ulong.MaxValue : sum + each.Cost);
        if (total <= SchemaCostMax)
        {
            return;
        }

        foreach (var (place, _) in _costs.OrderByDescending(each => each.Cost).Take(NamedMax).Where(each => each.Cost > RuleCostMax / 10))
        {
            _causes.Add(FieldErrors.Forbidden(
                place.ToString(), "contributed to estimated rule & messageExpression cost total exceeding cost limit for entire OpenAPIv3 schema"));
        }

        _causes.Add(FieldErrors.Forbidden(
            where.ToString(),
            TooExpensive("x-kubernetes-validations estimated rule & messageExpression cost total for entire OpenAPIv3 schema", total, SchemaCostMax)));
    }

    private static string TooExpensive(string what, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var text = factor > 100 ? "more than 100x" : factor < 1.5 ? $"{factor:F6}x" : $"{factor:F1}x";
        return $"{what} exceeds budget by factor of {text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }

    private static ulong? Times(ulong? cardinality, long? max) => max is null || cardinality is null ? null : Multiply(cardinality.Value, (ulong)Math.Max(0, max.Value));

    private static ulong Multiply(ulong left, ulong right) => Math.BigMul(left, right, out ulong low) == 0 ? low : ulong.MaxValue;
}
