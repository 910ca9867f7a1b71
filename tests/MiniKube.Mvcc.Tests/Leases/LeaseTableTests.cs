using CsCheck;

namespace MiniKube.Mvcc.Tests.Leases;

public sealed class LeaseTableTests
{
    /// <summary>0 to 3: grants and revocations; 4 and 5: writes with and without a lease; 6: deletes.</summary>
    private static readonly Gen<(int Kind, int Lease, int Key)[]> Steps =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 4], Gen.Int[0, 12], (kind, lease, key) => (kind, lease, key)).Array[1, 80];

    [Fact]
    public void The_keys_of_a_lease_are_those_that_say_so_whatever_happened() => Steps.Sample(steps =>
    {
        var state = steps.Aggregate(MvccState.Empty, Apply);

        Attached(state).Should().BeEquivalentTo(Scanned(state, state.Current));
    });

    [Fact]
    public void Revoking_deletes_exactly_the_leases_keys_at_one_revision() => Steps.Sample(steps =>
    {
        var state = steps.Aggregate(MvccState.Empty, Apply);
        foreach (var lease in state.Leases.All)
        {
            var revoked = state.Revoke(lease.Id);

            revoked.Events.Select(change => change.Key).Should().Equal(lease.Keys);
            revoked.Events.All(change => change.Type == KeyEventType.Delete && change.Previous!.Lease == lease.Id).Should().BeTrue();
            revoked.State.Count.Should().Be(state.Count - lease.Keys.Count);
            revoked.State.Current.Should().Be(lease.Keys.IsEmpty ? state.Current : state.Current.Next);
            revoked.State.Leases.Contains(lease.Id).Should().BeFalse();
        }
    });

    [Fact]
    public void A_restored_state_knows_the_keys_of_its_leases() => Steps.Sample(steps =>
    {
        var state = steps.Aggregate(MvccState.Empty, Apply);

        var restored = MvccState.Restore(
            state.Current,
            state.CompactedByLog,
            state.Page(0, state.Count).AsSpan(),
            state.Leases.All.Select(lease => (lease.Id, lease.TtlSeconds)),
            state.Leases.Changes);

        Attached(restored).Should().BeEquivalentTo(Attached(state));
        restored.Leases.All.Select(lease => (lease.Id, lease.TtlSeconds)).Should().Equal(state.Leases.All.Select(lease => (lease.Id, lease.TtlSeconds)));
        restored.Grant(LeaseId.None, 1).Lease.Should().Be(state.Grant(LeaseId.None, 1).Lease, "every member chooses alike");
    });

    [Fact]
    public void A_rewound_state_has_the_leases_of_its_time() => Steps.Sample(steps =>
    {
        var state = steps.Aggregate(MvccState.Empty, Apply);
        for (var at = state.Compacted; at <= state.Current; at = at.Next)
        {
            var rewound = state.Rewind(at);

            Attached(rewound).Should().BeEquivalentTo(Scanned(rewound, at));
        }
    });

    [Fact]
    public void A_grant_without_an_id_chooses_one_that_is_free_the_same_every_time()
    {
        var state = MvccState.Empty;
        for (var grant = 0; grant < 1000; grant++)
        {
            var granted = state.Grant(LeaseId.None, 10);
            granted.Refusal.Should().Be(Refusal.None);
            granted.Lease.Value.Should().BePositive();
            granted.Lease.Should().Be(state.Grant(LeaseId.None, 10).Lease);
            state = granted.State;
        }

        state.Leases.Count.Should().Be(1000);
    }

    [Fact]
    public void A_refused_grant_or_revocation_is_the_same_state()
    {
        var state = MvccState.Empty.Grant(new LeaseId(1), 10).State;

        state.Grant(new LeaseId(1), 20).Should().Be(new LeaseChanged(state, Refusal.LeaseExists, new LeaseId(1), []));
        state.Revoke(new LeaseId(2)).Should().Be(new LeaseChanged(state, Refusal.LeaseNotFound, new LeaseId(2), []));
    }

    private static MvccState Apply(MvccState state, (int Kind, int Lease, int Key) step)
    {
        var lease = new LeaseId(step.Lease);
        var key = Key.From($"k{step.Key}");
        var hasLease = state.Leases.Contains(lease);
        return step.Kind switch
        {
            0 or 1 or 2 => state.Grant(lease, 10).State,
            3 => state.Revoke(lease).State,
            4 => Commit(state, new Operation.Put(key, default)),
            5 => Commit(state, new Operation.Delete(new KeyRange(key, Key.From("k5")))),
            6 when state.Find(key.Bytes.Span) is not null => Commit(state, new Operation.Put(key, default) { KeepsLease = true }),
            _ => Commit(state, new Operation.Put(key, default) { Lease = hasLease ? lease : LeaseId.None }),
        };
    }

    private static MvccState Commit(MvccState state, Operation operation)
    {
        var applied = state.Apply(new Transaction { Success = [operation] });
        applied.Result.Refusal.Should().Be(Refusal.None);
        return applied.State;
    }

    private static List<(LeaseId, Key)> Attached(MvccState state) =>
        [.. state.Leases.All.SelectMany(lease => lease.Keys.Select(key => (lease.Id, key)))];

    private static List<(LeaseId, Key)> Scanned(MvccState state, Revision at) =>
    [
        .. state.Range(default, at, null).Items.Where(item => !item.Lease.IsNone).Select(item => (item.Lease, item.Key)),
    ];
}
