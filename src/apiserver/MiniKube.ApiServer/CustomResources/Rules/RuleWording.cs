using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Validation;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>What the fields of a rule may say.</summary>
internal static class RuleWording
{
    private const int MessageCharsMax = 2048;

    /// <returns>False when there is no rule to compile.</returns>
    public static bool Check(ValidationRule rule, JsonObject schema, FieldLocation where, ICollection<StatusCause> causes)
    {
        CheckMessage(rule, where.Child("message").ToString(), causes);
        if (rule.Reason is { } reason and not ("FieldValueInvalid" or "FieldValueForbidden" or "FieldValueRequired" or "FieldValueDuplicate"))
        {
            causes.Add(FieldErrors.NotSupported(
                where.Child("reason").ToString(), reason, "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"));
        }

        if (rule.FieldPath.Length > 0 && RulePath.Complaint(rule.FieldPath, schema) is { } complaint)
        {
            causes.Add(FieldErrors.Invalid(where.Child("fieldPath").ToString(), rule.FieldPath, complaint));
        }

        if (rule.Rule.Trim().Length > 0)
        {
            return true;
        }

        causes.Add(FieldErrors.Required(where.Child("rule").ToString(), "rule is not specified"));
        return false;
    }

    private static void CheckMessage(ValidationRule rule, string where, ICollection<StatusCause> causes)
    {
        var message = rule.Message;
        if (message is { Length: > 0 } && message.Trim().Length == 0)
        {
            causes.Add(FieldErrors.Invalid(where, message, "message must be non-empty if specified"));
        }
        else if (message is { Length: > MessageCharsMax })
        {
            causes.Add(FieldErrors.Invalid(where, message[..10] + "...", $"message must have a maximum length of {MessageCharsMax} characters"));
        }
        else if (message?.Trim().Contains('\n', StringComparison.Ordinal) == true)
        {
            causes.Add(FieldErrors.Invalid(where, JsonValue.Create(message), "message must not contain line breaks"));
        }
        else if (string.IsNullOrEmpty(message) && rule.Rule.Trim().Contains('\n', StringComparison.Ordinal))
        {
            causes.Add(FieldErrors.Required(where, "message must be specified if rule contains line breaks"));
        }
    }
}
