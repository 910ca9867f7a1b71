using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Batch;

/// <summary>Which indexes of a Job have to succeed for it to have succeeded.</summary>
internal static class SuccessPolicyRules
{
    private const int RulesMax = 20;
    private const int IndexesBytesMax = 64 * 1024;

    /// <param name="policy">The policy.</param>
    /// <param name="completions">How many indexes the Job has; null when it does not say.</param>
    /// <param name="where">The place of the policy.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject policy, long? completions, FieldLocation where, Complaints complaints)
    {
        if (policy.List("rules") is not { Count: > 0 } rules)
        {
            complaints.Required(where.Child("rules"), "at least one rules must be specified when the successPolicy is specified");
            return;
        }

        if (rules.Count > RulesMax)
        {
            complaints.TooMany(where.Child("rules"), rules.Count, RulesMax);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is JsonObject rule)
            {
                Rule(rule, completions, where.Child("rules").Index(i), complaints);
            }
        }
    }

    private static void Rule(JsonObject rule, long? completions, FieldLocation where, Complaints complaints)
    {
        var (indexes, count) = (rule.Text("succeededIndexes"), rule.Integer("succeededCount"));
        if (indexes is null && count is null)
        {
            complaints.Required(where, "at least one of succeededCount or succeededIndexes must be specified");
        }

        if (indexes is not null && System.Text.Encoding.UTF8.GetByteCount(indexes) > IndexesBytesMax)
        {
            complaints.TooLong(where.Child("succeededIndexes"), IndexesBytesMax);
        }

        NumberRules.NonNegative(rule, where, complaints, "succeededCount");
        if (completions is null)
        {
            return;
        }

        var total = 0L;
        if (indexes is not null && Measure(indexes, completions.Value, out total) is { } why)
        {
            complaints.Invalid(where.Child("succeededIndexes"), indexes, $"error parsing succeededIndexes: {why}");
        }

        if (count > completions)
        {
            complaints.Invalid(where.Child("succeededCount"), count, $"must be less than or equal to {completions} (the number of specified completions)");
        }

        if (indexes is not null && count > total)
        {
            complaints.Invalid(
                where.Child("succeededCount"),
                count,
                $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
        }
    }

    /// <summary>Counts the indexes of a text such as <c>0,2-4</c>; answers with what is wrong with it, or null.</summary>
    private static string? Measure(string indexes, long completions, out long total)
    {
        total = 0;
        if (indexes.Length == 0)
        {
            return null;
        }

        var (count, last) = (0L, -1L);
        foreach (var part in indexes.AsSpan().Split(','))
        {
            if (Interval(indexes.AsSpan(part), completions, out var from, out var to) is { } why)
            {
                return why;
            }

            if (last >= from)
            {
                return $"non-increasing order, previous: {last}, current: {from}";
            }

            (count, last) = (count + to - from + 1, to);
        }

        total = count;
        return null;
    }

    private static string? Interval(ReadOnlySpan<char> interval, long completions, out int from, out int to)
    {
        (from, to) = (0, 0);
        if (interval.Count('-') > 1)
        {
            return $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts separated by '-'";
        }

        var dash = interval.IndexOf('-');
        if (Index(dash < 0 ? interval : interval[..dash], completions, out from) is { } wrong)
        {
            return wrong;
        }

        to = from;
        if (dash < 0)
        {
            return null;
        }

        return Index(interval[(dash + 1)..], completions, out to) ??
            (from >= to ? $"non-increasing order, previous: {from}, current: {to}" : null);
    }

    private static string? Index(ReadOnlySpan<char> text, long completions, out int index) =>
        !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index) ? $"cannot convert string to integer for index: \"{text}\""
        : index >= completions ? $"too large index: \"{text}\""
        : null;
}
