using MiniKube.Mvcc;
using static MiniKube.Store.Conformance.Steps;

namespace MiniKube.Store.Conformance;

/// <summary>What every engine must do for leases. Each public method is a rule, run against a fresh store.</summary>
internal static class LeaseContract
{
    private static readonly LeaseId Mine = new(4711);

    public static async Task A_lease_has_its_time_to_live_and_is_listed_until_it_is_revoked(
        IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        var before = store.Applied;
        var granted = await leases.GrantAsync(Mine, 100, cancellationToken);

        var status = await leases.FindAsync(Mine, withKeys: true, cancellationToken);
        granted.Should().Be(new LeaseGrant(Mine, 100));
        status!.TtlSeconds.Should().Be(100);
        status.RemainingSeconds.Should().BeInRange(1, 100);
        status.Keys.Should().BeEmpty();
        (await leases.ListAsync(cancellationToken)).Should().Equal(Mine);
        (await leases.KeepAliveAsync(Mine, cancellationToken)).Should().Be(100);

        await leases.RevokeAsync(Mine, cancellationToken);
        (await leases.FindAsync(Mine, withKeys: false, cancellationToken)).Should().BeNull();
        (await leases.ListAsync(cancellationToken)).Should().BeEmpty();
        (await store.RangeAsync(new RangeRequest(default), cancellationToken)).At.Should().BeGreaterThanOrEqualTo(before);
    }

    public static async Task A_lease_without_a_name_gets_one(IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        var one = await leases.GrantAsync(LeaseId.None, 100, cancellationToken);
        var other = await leases.GrantAsync(LeaseId.None, 100, cancellationToken);

        one.Lease.IsNone.Should().BeFalse();
        other.Lease.Should().NotBe(one.Lease);
        (await leases.ListAsync(cancellationToken)).Should().BeEquivalentTo([one.Lease, other.Lease]);
        (await store.PutAsync("a", "1", one.Lease, cancellationToken)).Value.Should().BePositive();
    }

    public static async Task What_is_not_there_cannot_be_granted_again_revoked_or_renewed(
        IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        await leases.GrantAsync(Mine, 100, cancellationToken);

        await RefusedAsync(() => leases.GrantAsync(Mine, 200, cancellationToken).AsTask(), Refusal.LeaseExists);
        await RefusedAsync(() => leases.RevokeAsync(new LeaseId(1), cancellationToken).AsTask(), Refusal.LeaseNotFound);
        await RefusedAsync(() => leases.KeepAliveAsync(new LeaseId(1), cancellationToken).AsTask(), Refusal.LeaseNotFound);
        await RefusedAsync(() => store.PutAsync("a", "1", new LeaseId(1), cancellationToken), Refusal.LeaseNotFound);
        (await store.GetAsync("a", cancellationToken)).Should().BeNull();
        (await leases.FindAsync(Mine, withKeys: false, cancellationToken))!.TtlSeconds.Should().Be(100);
    }

    public static async Task Revoking_a_lease_deletes_its_keys_at_one_revision(IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        await leases.GrantAsync(Mine, 100, cancellationToken);
        foreach (var key in (string[])["l/c", "l/a", "l/b"])
        {
            await store.PutAsync(key, "1", Mine, cancellationToken);
        }

        var last = await store.PutAsync("stays", "1", cancellationToken);
        var status = await leases.FindAsync(Mine, withKeys: true, cancellationToken);
        await leases.RevokeAsync(Mine, cancellationToken);

        status!.Keys.Select(key => key.ToString()).Should().BeEquivalentTo("l/a", "l/b", "l/c");
        (await store.ListAsync("", Revision.Zero, cancellationToken)).Should().Equal("stays=1");
        (await store.WatchAsync("l/", last.Next, 3, cancellationToken)).Should().BeEquivalentTo("-l/a", "-l/b", "-l/c");
        store.Applied.Should().Be(last.Next);
    }

    public static async Task A_key_goes_with_the_lease_it_was_written_with_last(IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        var other = new LeaseId(4712);
        await leases.GrantAsync(Mine, 100, cancellationToken);
        await leases.GrantAsync(other, 100, cancellationToken);
        foreach (var key in (string[])["free", "kept", "moved"])
        {
            await store.PutAsync(key, "1", Mine, cancellationToken);
        }

        await store.PutAsync("free", "2", cancellationToken);
        await store.PutAsync("moved", "2", other, cancellationToken);
        await store.CommitAsync(
            new Transaction { Success = [new Operation.Put(Key.From("kept"), "2"u8.ToArray()) { KeepsLease = true }] }, cancellationToken);
        (await store.GetAsync("kept", cancellationToken))!.Lease.Should().Be(Mine);
        (await store.GetAsync("free", cancellationToken))!.Lease.Should().Be(LeaseId.None);
        await leases.RevokeAsync(Mine, cancellationToken);

        (await store.ListAsync("", Revision.Zero, cancellationToken)).Should().Equal("free=2", "moved=2");
    }

    public static async Task A_comparison_can_ask_for_the_lease(IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        await leases.GrantAsync(Mine, 100, cancellationToken);
        await store.PutAsync("a", "1", Mine, cancellationToken);
        var isMine = new Comparison.Number(KeyRange.Single(Key.From("a")), ComparedNumber.Lease, Relation.Equal, Mine.Value);

        var result = await store.CommitAsync(new Transaction { Comparisons = [isMine], Success = [Put("a", "2")] }, cancellationToken);

        result.Succeeded.Should().BeTrue();
    }

    public static async Task An_expired_lease_takes_its_keys_along(IStore store, ILeases leases, CancellationToken cancellationToken)
    {
        await leases.GrantAsync(Mine, 1, cancellationToken);
        var at = await store.PutAsync("a", "1", Mine, cancellationToken);

        var seen = await store.WatchAsync("a", at.Next, 1, cancellationToken);

        seen.Should().Equal("-a");
        await RefusedAsync(() => leases.KeepAliveAsync(Mine, cancellationToken).AsTask(), Refusal.LeaseNotFound);
    }

    private static async Task RefusedAsync(Func<Task> action, Refusal reason) =>
        (await action.Should().ThrowAsync<RefusedException>()).Which.Reason.Should().Be(reason);
}
