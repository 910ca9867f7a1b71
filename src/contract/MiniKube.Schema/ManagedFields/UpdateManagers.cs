namespace MiniKube.Schema.ManagedFields;

/// <summary>Keeps the number of writers by update bounded: the oldest of a version become one entry.</summary>
internal static class UpdateManagers
{
    /// <summary>Upstream's bound.</summary>
    public const int CountMax = 10;

    private const string Merged = "ancient-changes";

    public static void Cap(ManagedEntries entries)
    {
        var updaters = entries.All.Where(entry => !entry.Identity.IsApplier).ToList();
        if (updaters.Count <= CountMax)
        {
            return;
        }

        updaters.Sort(static (left, right) =>
        {
            var order = string.CompareOrdinal(left.Time, right.Time);
            return order != 0 ? order : string.CompareOrdinal(left.Identity.ToString(), right.Identity.ToString());
        });
        var count = updaters.Count;
        var firsts = new Dictionary<string, ManagedEntry>(StringComparer.Ordinal);
        foreach (var updater in updaters)
        {
            if (count <= CountMax)
            {
                break;
            }

            if (!firsts.TryGetValue(updater.ApiVersion, out var first))
            {
                firsts[updater.ApiVersion] = updater;
                continue;
            }

            firsts[updater.ApiVersion] = Merge(entries, first, updater);
            count--;
        }
    }

    private static ManagedEntry Merge(ManagedEntries entries, ManagedEntry into, ManagedEntry updater)
    {
        // The time is that of the later one.
        var bucket = ManagerIdentity.Of(Merged, ManagerIdentity.Update, updater.ApiVersion, "");
        var fields = into.Fields.Union(updater.Fields);
        var merged = ManagedEntry.Create(bucket, updater.ApiVersion, fields, updater.Time);
        entries.All.Remove(into);
        entries.All.Remove(updater);
        if (entries.Find(bucket) is { } there)
        {
            merged.SetFields(fields.Union(there.Fields));
            entries.All.Remove(there);
        }

        entries.All.Add(merged);
        return merged;
    }
}
