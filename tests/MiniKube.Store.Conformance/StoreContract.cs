using System.Collections.Immutable;
using MiniKube.Mvcc;
using static MiniKube.Store.Conformance.Steps;

namespace MiniKube.Store.Conformance;

/// <summary>What every engine must do for transactions, ranges and compaction. Each public method is a rule, run against a fresh store.</summary>
internal static class StoreContract
{
    public static async Task A_fresh_store_is_empty_at_revision_1(IStore store, CancellationToken cancellationToken)
    {
        var found = await store.RangeAsync(new RangeRequest(default), cancellationToken);

        found.Items.Should().BeEmpty();
        found.Count.Should().Be(0);
        found.At.Should().Be(new Revision(1));
    }

    public static async Task A_put_creates_then_updates(IStore store, CancellationToken cancellationToken)
    {
        var created = await store.PutAsync("a", "1", cancellationToken);
        var updated = await store.PutAsync("a", "2", cancellationToken);

        var found = await store.GetAsync("a", cancellationToken);
        updated.Should().Be(created.Next);
        found!.Text.Should().Be("2");
        found!.CreateRevision.Should().Be(created);
        found.ModRevision.Should().Be(updated);
        found.Version.Should().Be(2);
        store.Applied.Should().BeGreaterThanOrEqualTo(updated);
    }

    public static async Task A_key_that_is_made_again_starts_over(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("a", "1", cancellationToken);
        await store.DeleteAsync("a", cancellationToken);
        var again = await store.PutAsync("a", "2", cancellationToken);

        var found = await store.GetAsync("a", cancellationToken);
        found!.CreateRevision.Should().Be(again);
        found.Version.Should().Be(1);
    }

    public static async Task A_transaction_with_a_true_comparison_takes_the_success_branch(IStore store, CancellationToken cancellationToken)
    {
        var at = await store.PutAsync("a", "1", cancellationToken);

        var result = await store.CommitAsync(
            new Transaction
            {
                Comparisons = [new Comparison.ModRevisionIs(Key.From("a"), at), new Comparison.Exists(Key.From("a"))],
                Success = [Put("a", "2")],
                Failure = [Get("a")],
            },
            cancellationToken);

        result.Succeeded.Should().BeTrue();
        var put = result.Results.Should().ContainSingle().Which.Should().BeOfType<OperationResult.Put>().Subject;
        put.Previous!.Text.Should().Be("1");
        put.Current.Text.Should().Be("2");
        put.Current.ModRevision.Should().Be(result.At);
    }

    public static async Task A_transaction_with_a_false_comparison_changes_nothing(IStore store, CancellationToken cancellationToken)
    {
        var at = await store.PutAsync("a", "1", cancellationToken);

        var result = await store.CommitAsync(
            new Transaction
            {
                Comparisons = [new Comparison.ModRevisionIs(Key.From("a"), Revision.Zero)],
                Success = [Put("a", "2")],
                Failure = [Get("a")],
            },
            cancellationToken);

        result.Succeeded.Should().BeFalse();
        result.At.Should().Be(at);
        result.Results.Should().ContainSingle().Which.Should().BeOfType<OperationResult.Get>().Which.Found!.Text.Should().Be("1");
        (await store.GetAsync("a", cancellationToken))!.Text.Should().Be("1");
    }

    public static async Task A_key_that_is_not_there_has_modification_revision_zero(IStore store, CancellationToken cancellationToken)
    {
        var create = new Transaction { Comparisons = [new Comparison.ModRevisionIs(Key.From("a"), Revision.Zero)], Success = [Put("a", "1")] };

        var first = await store.CommitAsync(create, cancellationToken);
        var second = await store.CommitAsync(create, cancellationToken);

        first.Succeeded.Should().BeTrue();
        second.Succeeded.Should().BeFalse();
    }

    public static async Task All_operations_of_a_transaction_share_one_revision_and_see_each_other(
        IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("gone", "1", cancellationToken);

        var result = await store.CommitAsync(
            new Transaction { Success = [Put("a", "1"), Get("a"), Put("b", "2"), Delete("gone"), Get("gone")] }, cancellationToken);

        result.Results.Should().HaveCount(5);
        result.Results[1].Should().BeOfType<OperationResult.Get>().Which.Found!.Text.Should().Be("1");
        result.Results[3].Should().BeOfType<OperationResult.Delete>().Which.Previous.Should().ContainSingle();
        result.Results[4].Should().BeOfType<OperationResult.Get>().Which.Found.Should().BeNull();
        var found = await store.RangeAsync(new RangeRequest(default), cancellationToken);
        found.Items.Should().OnlyContain(item => item.ModRevision == result.At).And.HaveCount(2);
    }

    public static async Task Deleting_nothing_makes_no_revision(IStore store, CancellationToken cancellationToken)
    {
        var before = await store.PutAsync("a", "1", cancellationToken);

        var after = await store.DeleteAsync("b", cancellationToken);

        after.Should().Be(before);
    }

    public static async Task A_range_delete_takes_exactly_its_range(IStore store, CancellationToken cancellationToken)
    {
        foreach (var key in (string[])["a", "b/1", "b/2", "c"])
        {
            await store.PutAsync(key, key, cancellationToken);
        }

        var result = await store.CommitAsync(
            new Transaction { Success = [new Operation.Delete(KeyRange.Prefix(Key.From("b/")))] }, cancellationToken);

        result.Results[0].Should().BeOfType<OperationResult.Delete>().Which.Previous.Select(item => item.Text).Should().Equal("b/1", "b/2");
        (await store.ListAsync("", Revision.Zero, cancellationToken)).Should().Equal("a=a", "c=c");
    }

    public static async Task A_transaction_that_changes_a_key_twice_is_refused(IStore store, CancellationToken cancellationToken)
    {
        var twice = new Transaction { Success = [Put("a", "1"), Put("a", "2")] };
        var overlap = new Transaction { Success = [Put("a", "1"), Delete("a")] };

        await store.Invoking(s => s.CommitAsync(twice, cancellationToken).AsTask()).Should().ThrowAsync<ArgumentException>();
        await store.Invoking(s => s.CommitAsync(overlap, cancellationToken).AsTask()).Should().ThrowAsync<ArgumentException>();
        (await store.GetAsync("a", cancellationToken)).Should().BeNull();
    }

    public static async Task A_range_is_in_byte_order_bounded_by_its_limit_and_counts_all(IStore store, CancellationToken cancellationToken)
    {
        foreach (var key in (string[])["k/b", "k/a", "k/é", "k/c", "l", "k"])
        {
            await store.PutAsync(key, "x", cancellationToken);
        }

        var request = new RangeRequest(KeyRange.Prefix(Key.From("k/")));
        var limited = await store.RangeAsync(request with { Limit = 2 }, cancellationToken);
        var counted = await store.RangeAsync(request with { CountOnly = true }, cancellationToken);
        var all = await store.RangeAsync(request, cancellationToken);

        limited.Items.Select(item => item.Key.ToString()).Should().Equal("k/a", "k/b");
        limited.Count.Should().Be(4);
        counted.Items.Should().BeEmpty();
        counted.Count.Should().Be(4);
        all.Items.Select(item => item.Key.ToString()).Should().Equal("k/a", "k/b", "k/c", "k/é");
    }

    public static async Task A_range_at_an_old_revision_sees_what_was_then(IStore store, CancellationToken cancellationToken)
    {
        var first = await store.PutAsync("a", "1", cancellationToken);
        var second = await store.PutAsync("b", "1", cancellationToken);
        var third = await store.DeleteAsync("a", cancellationToken);

        (await store.ListAsync("", first, cancellationToken)).Should().Equal("a=1");
        (await store.ListAsync("", second, cancellationToken)).Should().Equal("a=1", "b=1");
        (await store.ListAsync("", third, cancellationToken)).Should().Equal("b=1");
        var old = await store.RangeAsync(new RangeRequest(default) { At = first }, cancellationToken);
        old.At.Should().Be(first);
    }

    public static async Task A_range_in_the_future_is_refused(IStore store, CancellationToken cancellationToken)
    {
        var at = await store.PutAsync("a", "1", cancellationToken);

        var refusal = await store.Invoking(s => s.ListAsync("", at.Next, cancellationToken))
            .Should().ThrowAsync<FutureRevisionException>();

        refusal.Which.Current.Should().Be(at);
    }

    public static async Task Compaction_forgets_what_was_before_and_keeps_what_is(IStore store, CancellationToken cancellationToken)
    {
        var first = await store.PutAsync("a", "1", cancellationToken);
        await store.PutAsync("b", "1", cancellationToken);
        var third = await store.PutAsync("a", "2", cancellationToken);
        var fourth = await store.PutAsync("c", "1", cancellationToken);

        await store.CompactAsync(third, cancellationToken);

        store.Compacted.Should().Be(third);
        (await store.ListAsync("", third, cancellationToken)).Should().Equal("a=2", "b=1");
        (await store.ListAsync("", fourth, cancellationToken)).Should().Equal("a=2", "b=1", "c=1");
        await store.Invoking(s => s.ListAsync("", first, cancellationToken)).Should().ThrowAsync<CompactedException>();
        await store.Invoking(s => s.WatchAsync("", first, 1, cancellationToken)).Should().ThrowAsync<CompactedException>();
        (await store.WatchAsync("", fourth, 1, cancellationToken)).Should().Equal("c=1");
    }

    public static async Task Compaction_backwards_or_into_the_future_is_refused(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("a", "1", cancellationToken);
        var at = await store.PutAsync("a", "2", cancellationToken);
        await store.CompactAsync(at, cancellationToken);

        await store.Invoking(s => s.CompactAsync(at, cancellationToken).AsTask()).Should().ThrowAsync<CompactedException>();
        await store.Invoking(s => s.CompactAsync(at.Next, cancellationToken).AsTask()).Should().ThrowAsync<FutureRevisionException>();
    }

    public static async Task Racing_writers_never_lose_an_update(IStore store, CancellationToken cancellationToken)
    {
        const int Writers = 8;
        const int Rounds = 25;
        await store.PutAsync("n", "0", cancellationToken);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await IncrementAsync(store, cancellationToken);
            }
        }));

        (await store.GetAsync("n", cancellationToken))!.Text.Should().Be($"{Writers * Rounds}");
    }

    public static async Task A_cancelled_token_is_honoured(IStore store, CancellationToken cancellationToken)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await cancelled.CancelAsync();

        await store.Invoking(s => s.PutAsync("a", "1", cancelled.Token)).Should().ThrowAsync<OperationCanceledException>();
        await store.Invoking(s => s.WatchAsync("", Revision.Zero, 1, cancelled.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task IncrementAsync(IStore store, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = (await store.GetAsync("n", cancellationToken))!;
            ImmutableArray<Comparison> unchanged = [new Comparison.ModRevisionIs(current.Key, current.ModRevision)];
            var next = new Transaction { Comparisons = unchanged, Success = [Put("n", $"{int.Parse(current.Text) + 1}")] };
            if ((await store.CommitAsync(next, cancellationToken)).Succeeded)
            {
                return;
            }
        }
    }
}
