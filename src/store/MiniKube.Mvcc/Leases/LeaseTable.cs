using System.Collections.Immutable;

namespace MiniKube.Mvcc.Leases;

/// <summary>All leases of a state, as a value, each with the keys attached to it.</summary>
public sealed class LeaseTable
{
    private readonly ImmutableSortedDictionary<LeaseId, Lease> _leases;

    private LeaseTable(ImmutableSortedDictionary<LeaseId, Lease> leases, long changes, LeaseId lastChanged)
    {
        _leases = leases;
        Changes = changes;
        LastChanged = lastChanged;
    }

    public static LeaseTable Empty { get; } = new(ImmutableSortedDictionary<LeaseId, Lease>.Empty, 0, LeaseId.None);

    /// <summary>How many leases were granted and revoked until now. Whoever knows the table of one change before need only look at <see cref="LastChanged"/>.</summary>
    public long Changes { get; }

    /// <summary>The lease that was granted or revoked last.</summary>
    public LeaseId LastChanged { get; }

    public int Count => _leases.Count;

    /// <summary>In order of their ids.</summary>
    public IEnumerable<Lease> All => _leases.Values;

    public Lease? Find(LeaseId id) => _leases.GetValueOrDefault(id);

    public bool Contains(LeaseId id) => _leases.ContainsKey(id);

    internal LeaseTable Grant(LeaseId id, long ttlSeconds) => new(_leases.Add(id, new Lease(id, ttlSeconds, [])), Changes + 1, id);

    internal LeaseTable Revoke(LeaseId id) => new(_leases.Remove(id), Changes + 1, id);

    internal LeaseTable Attach(LeaseId id, Key key)
    {
        var lease = _leases[id];
        return With(lease with { Keys = lease.Keys.Add(key) });
    }

    internal LeaseTable Detach(LeaseId id, Key key)
    {
        var lease = _leases[id];
        return With(lease with { Keys = lease.Keys.Remove(key) });
    }

    /// <summary>An id that no lease has. The same for the same table, so that every member chooses alike.</summary>
    internal LeaseId Choose()
    {
        for (var turn = Changes; ; turn++)
        {
            var id = new LeaseId((long)(Mix((ulong)turn + 1) >> 1));
            if (!id.IsNone && !Contains(id))
            {
                return id;
            }
        }
    }

    internal static LeaseTable Restore(IEnumerable<(LeaseId Id, long TtlSeconds)> leases, long changes, ReadOnlySpan<KeyValue> items)
    {
        var attached = leases.ToDictionary(lease => lease.Id, lease => (lease.TtlSeconds, Keys: ImmutableSortedSet.CreateBuilder<Key>()));
        foreach (var item in items)
        {
            if (!item.Lease.IsNone)
            {
                attached[item.Lease].Keys.Add(item.Key);
            }
        }

        var table = attached.ToImmutableSortedDictionary(
            lease => lease.Key, lease => new Lease(lease.Key, lease.Value.TtlSeconds, lease.Value.Keys.ToImmutable()));
        return new LeaseTable(table, changes, LeaseId.None);
    }

    private LeaseTable With(Lease lease) => new(_leases.SetItem(lease.Id, lease), Changes, LastChanged);

    /// <summary>Spreads a counter over all numbers, each once (the finisher of SplitMix64).</summary>
    private static ulong Mix(ulong number)
    {
        number *= 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
