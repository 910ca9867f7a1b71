using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Admission;

/// <summary>What an admission policy is about: resource rules, selectors, conditions.</summary>
internal static class PolicyMatchRules
{
    private const int ConditionsMax = 64;

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(JsonObject match, FieldLocation where, bool isMutating, Complaints complaints)
    {
        _ = SelectorRules.Check(match.Object("namespaceSelector"), where.Child("namespaceSelector"), complaints);
        _ = SelectorRules.Check(match.Object("objectSelector"), where.Child("objectSelector"), complaints);
        foreach (var field in (ReadOnlySpan<string>)["resourceRules", "excludeResourceRules"])
        {
            var index = 0;
            foreach (var rule in match.Objects(field))
            {
                CheckRule(rule, where.Child(field).Index(index++), isMutating, complaints);
            }
        }
    }

    public static void CheckConditions(JsonObject owner, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var condition in owner.Objects("matchConditions"))
        {
            if (condition.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(where.Index(index).Child("name"), name, NameRules.QualifiedName(name));
            }

            index++;
        }

        if (index > ConditionsMax)
        {
            complaints.TooMany(where, index, ConditionsMax);
        }
    }

    /// <summary>A name that programs can say.</summary>
    public static bool IsIdentifier(string name) => name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && !Reserved.Contains(name);

    private static void CheckRule(JsonObject rule, FieldLocation where, bool isMutating, Complaints complaints)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var name in rule.Items("resourceNames").Select(each => each.AsText ?? ""))
        {
            var at = where.Child("resourceNames").Index(index++);
            complaints.Invalid(at, name, NameRules.PathSegmentName(name));
            if (!seen.Add(name))
            {
                complaints.Duplicate(at, name);
            }
        }

        AdmissionRuleRules.Check(rule, where, complaints);
        index = 0;
        foreach (var operation in rule.Items("operations"))
        {
            // What is deleted has no new object.
            if (isMutating && operation.AsText == "DELETE")
            {
                complaints.NotSupported(where.Child("operations").Index(index), operation, ["*", "CONNECT", "CREATE", "UPDATE"]);
            }

            index++;
        }
    }
}
