using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Scheduling;

/// <summary>Labels of which the pod's own values are added to a selector (KEP-3243, KEP-3633).</summary>
internal static class MatchKeyRules
{
    private const string NoSelector = "must not be specified when labelSelector is not set";

    public static void CheckTerm(JsonObject term, FieldLocation where, Complaints complaints)
    {
        var (matching, differing, selector) = (term.List("matchLabelKeys"), term.List("mismatchLabelKeys"), term.Object("labelSelector"));
        Keys(matching, selector, where, "matchLabelKeys", complaints);
        Keys(differing, selector, where, "mismatchLabelKeys", complaints);
        for (var i = 0; i < matching?.Count; i++)
        {
            var key = matching[i].AsText ?? "";
            if (IsSelectedTwice(selector, key))
            {
                complaints.Invalid(where.Index(i), key, "exists in both matchLabelKeys and labelSelector");
            }

            if (differing?.Any(other => other.AsText == key) == true)
            {
                complaints.Invalid(where.Child("matchLabelKeys").Index(i), key, "exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    public static void CheckSpread(JsonObject constraint, FieldLocation where, Complaints complaints)
    {
        var (keys, selector) = (constraint.List("matchLabelKeys"), constraint.Object("labelSelector"));
        Keys(keys, selector, where, "matchLabelKeys", complaints);
        for (var i = 0; i < keys?.Count; i++)
        {
            if (IsSelectedTwice(selector, keys[i].AsText ?? ""))
            {
                complaints.Invalid(where.Child("matchLabelKeys").Index(i), keys[i], "exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    private static void Keys(JsonArray? keys, JsonObject? selector, FieldLocation where, string field, Complaints complaints)
    {
        if (keys is { Count: > 0 } && selector is null)
        {
            complaints.Forbidden(where.Child(field), NoSelector);
            return;
        }

        for (var i = 0; i < keys?.Count; i++)
        {
            if (NameRules.QualifiedName(keys[i].AsText ?? "") is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child(field).Index(i), keys[i], whys);
            }
        }
    }

    /// <summary>Once is what the server has added itself when the pod was made.</summary>
    private static bool IsSelectedTwice(JsonObject? selector, string key) =>
        selector.Objects("matchExpressions").Count(expression => expression.Text("key") == key) + (selector.Object("matchLabels").Has(key) ? 1 : 0) > 1;
}
