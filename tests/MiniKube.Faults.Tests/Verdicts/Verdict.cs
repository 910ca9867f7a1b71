using System.Collections.Immutable;
using MiniKube.Histories;
using MiniKube.Mvcc;

namespace MiniKube.Faults.Tests.Verdicts;

/// <summary>Holds what clients were told against what is there.</summary>
internal static class Verdict
{
    /// <summary>A search for an order that takes more steps has shown nothing.</summary>
    private const long StepsMax = 20_000_000;

    /// <summary>What was promised and not kept; empty: all is well.</summary>
    /// <param name="history">What clients asked and heard.</param>
    /// <param name="partitions">The keys that operations never join.</param>
    /// <param name="outcome">What is there.</param>
    /// <param name="watched">The marks as a watch from the beginning showed them.</param>
    public static IReadOnlyList<string> Complaints(
        IReadOnlyList<OperationRecord> history, int[][] partitions, Outcome outcome, IReadOnlyList<(Revision At, int Value)> watched) =>
    [
        .. Forgotten(history, outcome.Marks),
        .. Misseen(outcome.Marks, watched),
        .. Unequal(outcome.Hashes),
        .. Unexplained(history, partitions),
    ];

    private static IEnumerable<string> Forgotten(IReadOnlyList<OperationRecord> history, ImmutableHashSet<int> marks)
    {
        foreach (var record in history.Where(record => record.Answered is not null && !record.Operation.IsRead))
        {
            var hasHappened = record.Operation.Expected is not { } expected || record.Before[0] == expected;
            if (hasHappened != marks.Contains(record.Operation.Value!.Value))
            {
                yield return hasHappened ? $"acknowledged and not there: {record}" : $"there, although its condition did not hold: {record}";
            }
        }
    }

    private static IEnumerable<string> Misseen(ImmutableHashSet<int> marks, IReadOnlyList<(Revision At, int Value)> watched)
    {
        var before = Revision.Zero;
        foreach (var (at, value) in watched)
        {
            if (at <= before)
            {
                yield return $"the watch went from revision {before} to {at}, with value {value}";
            }

            before = at;
        }

        var seen = watched.Select(change => change.Value).ToHashSet();
        if (!marks.SetEquals(seen))
        {
            yield return $"the watch missed {string.Join(',', marks.Except(seen))} and showed {string.Join(',', seen.Except(marks))}, which is not there";
        }
    }

    private static IEnumerable<string> Unequal(ImmutableArray<uint> hashes) =>
        hashes.Distinct().Count() == 1 ? [] : [$"the members do not have the same: hashes {string.Join(", ", hashes)}"];

    private static IEnumerable<string> Unexplained(IReadOnlyList<OperationRecord> history, int[][] partitions)
    {
        var checker = new LinearizabilityChecker(StepsMax);
        return checker.Check(history, partitions) switch
        {
            LinearizabilityResult.Linearizable => [],
            LinearizabilityResult.Violated => ["the clients' history is not linearizable:\n" + string.Join('\n', checker.Counterexample)],
            _ => [$"the search for an order of the clients' history was given up after {StepsMax} steps"],
        };
    }
}
