namespace MiniKube.Simulation.Tests.Histories;

/// <summary>
/// Whether a history can be explained by operations that each happen at one moment between call and answer (Wing and Gong's search,
/// with Lowe's memory of what was tried). Keys that no operation joins are searched apart.
/// </summary>
internal sealed class LinearizabilityChecker(long stepsMax)
{
    /// <summary>The first part that cannot be explained, for the report.</summary>
    public IReadOnlyList<OperationRecord> Counterexample { get; private set; } = [];

    public LinearizabilityResult Check(IEnumerable<OperationRecord> records, IReadOnlyList<int[]> partitions)
    {
        var relevant = records.Where(record => !record.HasFailed && (record.Answered is not null || !record.Operation.IsRead)).ToList();
        var result = LinearizabilityResult.Linearizable;
        foreach (var keys in partitions)
        {
            var part = relevant.Where(record => record.Operation.Keys.All(key => keys.Contains(key))).ToList();
            var found = new LinearizationSearch(part, keys).Run(stepsMax);
            if (found == LinearizabilityResult.Violated)
            {
                Counterexample = part;
                return found;
            }

            if (found == LinearizabilityResult.Undecided)
            {
                result = found;
            }
        }

        return result;
    }
}
