namespace MiniKube.Simulation.Tests.Histories;

/// <summary>
/// Whether a history can be explained by operations that each happen at one moment between call and answer (Wing and Gong's search,
/// with Lowe's memory of what was tried). Keys that no operation joins are searched apart.
/// </summary>
internal sealed class LinearizabilityChecker(long stepsMax)
{
    private const int ContextMax = 15;

    /// <summary>What cannot be explained, for the report.</summary>
    public IReadOnlyList<OperationRecord> Counterexample { get; private set; } = [];

    public LinearizabilityResult Check(IEnumerable<OperationRecord> records, IReadOnlyList<int[]> partitions)
    {
        var relevant = records.Where(record => !record.HasFailed && (record.Answered is not null || !record.Operation.IsRead)).ToList();
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

    /// <summary>The answer that fits nothing, last, and what came before it.</summary>
    private static List<OperationRecord> Around(List<OperationRecord> part, OperationRecord culprit)
    {
        var before = part.Where(record => record != culprit && record.Called < culprit.Answered).OrderBy(record => record.Called).TakeLast(ContextMax);
        return [.. before, culprit];
    }
}
