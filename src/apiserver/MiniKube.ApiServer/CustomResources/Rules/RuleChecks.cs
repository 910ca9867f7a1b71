using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel;
using MiniKube.Cel.Json;
using MiniKube.Cel.Values;
using MiniKube.Schema.Validation;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>
/// Holds a custom object against its rules in the expression language, within a budget for the whole object. What an update leaves as it was
/// may go on breaking a rule (KEP-4008): that is a warning.
/// </summary>
internal sealed class RuleChecks(ICollection<StatusCause> causes, ICollection<string> warnings)
{
    /// <summary>What one run may cost, as upstream's.</summary>
    private const ulong CallCostMax = 1_000_000;

    /// <summary>What all rules of an object may cost together, as upstream's.</summary>
    private const ulong ObjectCostMax = 10_000_000;

    private const int MessageCharsMax = 5 * 1024;

    private ulong _left = ObjectCostMax;
    private bool _isSpent;

    /// <summary>How upstream names the object as a whole.</summary>
    public static FieldLocation Root { get; } = FieldLocation.Root("<nil>");

    /// <param name="node">The rules.</param>
    /// <param name="value">What they are about.</param>
    /// <param name="old">The value before; null when there was none, or it cannot be told which it was.</param>
    /// <param name="where">Null for the object as a whole.</param>
    public void Check(RuleNode node, JsonNode? value, JsonNode? old, FieldLocation? where)
    {
        if (value is null || _isSpent)
        {
            return;
        }

        foreach (var rule in node.Rules)
        {
            CheckRule(rule, node, value, old, where);
            if (_isSpent)
            {
                return;
            }
        }

        switch (value)
        {
            case JsonObject tree:
                CheckMembers(node, tree, old as JsonObject, where);
                break;
            case JsonArray items when node.Element is { } element:
                CheckItems(node, element, items, old as JsonArray, where);
                break;
            default:
                break;
        }
    }

    private void CheckMembers(RuleNode node, JsonObject tree, JsonObject? old, FieldLocation? where)
    {
        foreach (var (name, member) in tree)
        {
            if (node.Properties.TryGetValue(name, out var part))
            {
                Check(part, member, old?[name], where is null ? FieldLocation.Root(name) : where.Child(name));
            }
            else if (node.Element is { } element)
            {
                Check(element, member, old?[name], (where ?? Root).Key(name));
            }
        }
    }

    private void CheckItems(RuleNode node, RuleNode element, JsonArray items, JsonArray? old, FieldLocation? where)
    {
        var before = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (!node.ItemKeys.IsEmpty)
        {
            foreach (var item in old ?? [])
            {
                before[KeyOf(item, node)] = item;
            }
        }

        for (var i = 0; i < items.Count; i++)
        {
            Check(element, items[i], before.Count == 0 ? null : before.GetValueOrDefault(KeyOf(items[i], node)), (where ?? Root).Index(i));
        }
    }

    private static string KeyOf(JsonNode? item, RuleNode node) =>
        string.Join('\n', node.ItemKeys.Select(key => (item as JsonObject)?[key]?.ToJsonString() ?? ""));

    private void CheckRule(CompiledRule rule, RuleNode node, JsonNode value, JsonNode? old, FieldLocation? where)
    {
        if (rule.Program is not { } program)
        {
            Add(rule, node, value, old, where ?? Root, $"rule compile error: {rule.Error}");
            return;
        }

        if (rule.IsTransition && old is null)
        {
            return;
        }

        var values = Values(rule, node, value, old);
        var result = Run(program, values);
        if (result.IsOverBudget)
        {
            _isSpent = true;
            causes.Add(FieldErrors.Invalid((where ?? Root).ToString(), node.TypeWord, _left == 0
                ? "validation failed due to running out of cost budget, no further validation rules will be run"
                : $"'{result.Value.AsError}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Source.Name}"));
        }
        else if (result.Value.IsError)
        {
            var said = result.Value.AsError;
            Add(rule, node, value, old, where ?? Root, said.StartsWith("no such overload", StringComparison.Ordinal)
                ? $"'{said}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Source.Name}"
                : $"{said} evaluating rule: {rule.Source.Name}");
        }
        else if (!result.Value.IsTrue)
        {
            Add(rule, node, value, old, RulePath.Below(where, rule.Source.FieldPath), MessageOf(rule, values));
        }
    }

    private static CelValue[] Values(CompiledRule rule, RuleNode node, JsonNode value, JsonNode? old)
    {
        var before = JsonValues.Of(old, node.Type);
        return [JsonValues.Of(value, node.Type), rule.Source.OptionalOldSelf != true ? before : old is null ? CelValue.None() : CelValue.Some(before)];
    }

    private CelResult Run(CelProgram program, CelValue[] values)
    {
        var result = program.Evaluate(values, Math.Min(_left, CallCostMax));
        _left -= Math.Min(_left, result.Cost);
        return result;
    }

    /// <summary>What the expression says, where it says something that can be shown.</summary>
    private string MessageOf(CompiledRule rule, CelValue[] values)
    {
        if (rule.MessageProgram is not { } program || Run(program, values).Value is not { Kind: CelValueKind.String } said)
        {
            return rule.Source.Default;
        }

        var text = said.AsString.Trim();
        return text.Length is > 0 and <= MessageCharsMax && !text.Contains('\n', StringComparison.Ordinal) ? text : rule.Source.Default;
    }

    private void Add(CompiledRule rule, RuleNode node, JsonNode value, JsonNode? old, FieldLocation where, string message)
    {
        var place = where.ToString();
        var cause = rule.Source.Reason switch
        {
            "FieldValueForbidden" => FieldErrors.Forbidden(place, message),
            "FieldValueRequired" => FieldErrors.Required(place, message),
            "FieldValueDuplicate" => FieldErrors.Duplicate(place, node.TypeWord),
            _ => FieldErrors.Invalid(place, node.TypeWord, message),
        };
        if (old is not null && !rule.UsesOldSelf && JsonNode.DeepEquals(value, old))
        {
            warnings.Add($"{cause.Field}: {cause.Message}");
        }
        else
        {
            causes.Add(cause);
        }
    }
}
