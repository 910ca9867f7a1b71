using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>An entry of <c>x-kubernetes-validations</c> as it is written.</summary>
internal sealed record ValidationRule(string Rule, string? Message, string MessageExpression, string? Reason, string FieldPath, bool? OptionalOldSelf)
{
    public static ValidationRule Read(JsonObject rule) => new(
        rule.Text("rule"),
        rule.ContainsKey("message") ? rule.Text("message") : null,
        rule.Text("messageExpression"),
        rule.ContainsKey("reason") ? rule.Text("reason") : null,
        rule.Text("fieldPath"),
        rule.Flag("optionalOldSelf"));

    /// <summary>The rules of a schema's own value.</summary>
    public static IEnumerable<ValidationRule> Of(JsonObject schema) => schema.Objects("x-kubernetes-validations").Select(Read);

    /// <summary>How an error names the rule.</summary>
    public string Name => (string.IsNullOrEmpty(Message) ? Rule : Message).Trim();

    /// <summary>What is said when the rule fails and no expression says it.</summary>
    public string Default => string.IsNullOrEmpty(Message) ? $"failed rule: {Rule.Trim()}" : Message.Trim();
}
