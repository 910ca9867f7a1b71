using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Batch;

/// <summary>What a Job with indexes may say, and what only such a Job may.</summary>
internal static class IndexedJobRules
{
    private const long ParallelismMax = 100_000;
    private const long FailedIndexesMax = 100_000;
    private const long ManyCompletions = 100_000;
    private const long ParallelismOfManyMax = 10_000;
    private const long FailedIndexesOfManyMax = 10_000;

    public static void Check(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (spec.Has("maxFailedIndexes") && !spec.Has("backoffLimitPerIndex"))
        {
            complaints.Required(where.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        }

        switch (spec.Text("completionMode"))
        {
            case "Indexed":
                Indexed(spec, where, complaints);
                break;
            case null or "" or "NonIndexed":
                foreach (var field in (ReadOnlySpan<string>)["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"])
                {
                    if (spec.Has(field))
                    {
                        complaints.Invalid(where.Child(field), spec.Member(field), "requires indexed completion mode");
                    }
                }

                break;
            default:
                // Which words there are the schema says.
                break;
        }
    }

    private static void Indexed(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        var completions = spec.Integer("completions");
        var failed = spec.Integer("maxFailedIndexes");
        if (completions is null)
        {
            complaints.Required(where.Child("completions"), "when completion mode is Indexed");
        }

        if (spec.Integer("parallelism") is > ParallelismMax and var parallelism)
        {
            complaints.Invalid(where.Child("parallelism"), parallelism, $"must be less than or equal to {ParallelismMax} when completion mode is Indexed");
        }

        if (failed > completions)
        {
            complaints.Invalid(where.Child("maxFailedIndexes"), failed, "must be less than or equal to completions");
        }

        if (failed > FailedIndexesMax)
        {
            complaints.Invalid(where.Child("maxFailedIndexes"), failed, $"must be less than or equal to {FailedIndexesMax}");
        }

        if (completions > ManyCompletions && spec.Has("backoffLimitPerIndex"))
        {
            Many(spec, where, complaints);
        }

        if (spec.Object("successPolicy") is { } policy)
        {
            SuccessPolicyRules.Check(policy, completions, where.Child("successPolicy"), complaints);
        }
    }

    /// <summary>Each failed index is kept in the status, which has to stay small.</summary>
    private static void Many(JsonObject spec, FieldLocation where, Complaints complaints)
    {
        if (!spec.Has("maxFailedIndexes"))
        {
            complaints.Required(where.Child("maxFailedIndexes"), $"must be specified when completions is above {ManyCompletions}");
        }

        NotAbove(spec, "parallelism", ParallelismOfManyMax, where, complaints);
        NotAbove(spec, "maxFailedIndexes", FailedIndexesOfManyMax, where, complaints);
    }

    private static void NotAbove(JsonObject spec, string field, long most, FieldLocation where, Complaints complaints)
    {
        if (spec.Integer(field) is { } number && number > most)
        {
            complaints.Invalid(
                where.Child(field),
                number,
                $"must be less than or equal to {most} when completions are above {ManyCompletions} and used with backoff limit per index");
        }
    }
}
