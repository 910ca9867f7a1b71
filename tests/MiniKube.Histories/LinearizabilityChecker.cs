namespace MiniKube.Histories;

/// <summary>
/// Whether a history can be explained by operations that each happen at one moment between call and answer (Wing and Gong's search,
/// with Lowe's memory of what was tried). Keys that no operation joins are searched apart.
/// </summary>
public sealed class LinearizabilityChecker(long stepsMax)
{
    private const int ContextMax = 15;

    /// <summary>What cannot be explained, for the report.</summary>
    public IReadOnlyList<OperationRecord> Counterexample { get; private set; } = [];

    public LinearizabilityResult Check(IEnumerable<OperationRecord> records, IReadOnlyList<int[]> partitions)
    {
        var relevant = Relevant(records.Where(record => !record.HasFailed && (record.Answered is not null || !record.Operation.IsRead)).ToList());
        var result = LinearizabilityResult.Linearizable;
        foreach (var keys in partitions)
        {
            var part = relevant.Where(record => record.Operation.Keys.All(key => keys.Contains(key))).ToList();
            var search = new LinearizationSearch(part, keys);
            var found = search.Run(stepsMax);
            if (found == LinearizabilityResult.Violated)
            {
                Counterexample = Around(part, search.Culprit!);
                return found;
            }

            if (found == LinearizabilityResult.Undecided)
            {
                result = found;
            }
        }

        return result;
    }

    /// <summary>
    /// All operations see what was there before. So a write without an answer, of a value that nobody ever saw, may as well not have
    /// happened; one whose value was seen has happened before that was answered. Values are written once.
    /// </summary>
    private static List<OperationRecord> Relevant(List<OperationRecord> records)
    {
        var seen = new Dictionary<int, long>();
        foreach (var record in records.Where(record => record.Answered is not null))
        {
            foreach (var value in record.Before)
            {
                seen[value] = Math.Min(seen.GetValueOrDefault(value, long.MaxValue), record.Answered!.Value);
            }
        }

        foreach (var record in records)
        {
            record.HappenedBefore = record.Answered ?? seen.GetValueOrDefault(record.Operation.Value!.Value, long.MaxValue);
        }

        return records.FindAll(record => record.HappenedBefore != long.MaxValue);
    }

    /// <summary>The answer that fits nothing, last, and what came before it.</summary>
    private static List<OperationRecord> Around(List<OperationRecord> part, OperationRecord culprit)
    {
        var before = part.Where(record => record != culprit && record.Called < culprit.HappenedBefore).OrderBy(record => record.Called).TakeLast(ContextMax);
        return [.. before, culprit];
    }
}
