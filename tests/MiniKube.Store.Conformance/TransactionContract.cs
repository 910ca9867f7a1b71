using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;
using static MiniKube.Store.Conformance.Steps;

namespace MiniKube.Store.Conformance;

/// <summary>What every engine must do with all that a transaction and a range can say. Each public method is a rule, run against a fresh store.</summary>
internal static class TransactionContract
{
    private static readonly KeyRange All = KeyRange.Prefix(Key.From("k"));

    public static async Task Every_number_of_a_key_can_be_compared(IStore store, CancellationToken cancellationToken)
    {
        var created = await store.PutAsync("a", "1", cancellationToken);
        var modified = await store.PutAsync("a", "2", cancellationToken);
        var a = KeyRange.Single(Key.From("a"));

        (ComparedNumber, long)[] numbers =
        [
            (ComparedNumber.Version, 2), (ComparedNumber.CreateRevision, created.Value), (ComparedNumber.ModRevision, modified.Value),
            (ComparedNumber.Lease, 0),
        ];
        foreach (var (number, value) in numbers)
        {
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.Equal, value), cancellationToken)).Should().BeTrue();
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.NotEqual, value), cancellationToken)).Should().BeFalse();
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.Greater, value - 1), cancellationToken)).Should().BeTrue();
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.Greater, value), cancellationToken)).Should().BeFalse();
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.Less, value + 1), cancellationToken)).Should().BeTrue();
            (await HoldsAsync(store, new Comparison.Number(a, number, Relation.Less, value), cancellationToken)).Should().BeFalse();
        }
    }

    public static async Task Values_are_compared_as_bytes(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("a", "m", cancellationToken);
        var a = KeyRange.Single(Key.From("a"));

        (await HoldsAsync(store, new Comparison.Value(a, Relation.Equal, "m"u8.ToArray()), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Value(a, Relation.Less, "mm"u8.ToArray()), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Value(a, Relation.Greater, "l\u00ff"u8.ToArray()), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Value(a, Relation.NotEqual, "m"u8.ToArray()), cancellationToken)).Should().BeFalse();
    }

    public static async Task A_key_that_is_not_there_has_numbers_of_zero_and_no_value(IStore store, CancellationToken cancellationToken)
    {
        var none = KeyRange.Single(Key.From("none"));

        (await HoldsAsync(store, new Comparison.Number(none, ComparedNumber.Version, Relation.Equal, 0), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Number(none, ComparedNumber.CreateRevision, Relation.Less, 1), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Value(none, Relation.Equal, default), cancellationToken)).Should().BeFalse();
        (await HoldsAsync(store, new Comparison.Value(none, Relation.NotEqual, "x"u8.ToArray()), cancellationToken)).Should().BeFalse();
    }

    public static async Task A_comparison_of_a_range_holds_when_it_holds_for_each_key(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("k1", "x", cancellationToken);
        await store.PutAsync("k2", "x", cancellationToken);
        await store.PutAsync("l", "y", cancellationToken);

        (await HoldsAsync(store, new Comparison.Value(All, Relation.Equal, "x"u8.ToArray()), cancellationToken)).Should().BeTrue();
        (await HoldsAsync(store, new Comparison.Value(default, Relation.Equal, "x"u8.ToArray()), cancellationToken)).Should().BeFalse();
        (await HoldsAsync(store, new Comparison.Number(All, ComparedNumber.Version, Relation.Equal, 1), cancellationToken)).Should().BeTrue();
        await store.PutAsync("k2", "x", cancellationToken);
        (await HoldsAsync(store, new Comparison.Number(All, ComparedNumber.Version, Relation.Equal, 1), cancellationToken)).Should().BeFalse();
    }

    public static async Task A_nested_transaction_decides_by_the_state_before_the_outermost(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("a", "1", cancellationToken);
        var nested = new Transaction
        {
            Comparisons = [new Comparison.Value(KeyRange.Single(Key.From("a")), Relation.Equal, "1"u8.ToArray())],
            Success = [Put("b", "yes"), Get("a")],
            Failure = [Put("b", "no")],
        };

        var result = await store.CommitAsync(
            new Transaction { Success = [Put("a", "2"), new Operation.Nested(nested), Get("b")] }, cancellationToken);

        var inner = result.Results[1].Should().BeOfType<OperationResult.Nested>().Subject;
        inner.Succeeded.Should().BeTrue();
        inner.Results[1].Should().BeOfType<OperationResult.Get>().Which.Found!.Text.Should().Be("2");
        result.Results[2].Should().BeOfType<OperationResult.Get>().Which.Found!.Text.Should().Be("yes");
        (await store.GetAsync("b", cancellationToken))!.ModRevision.Should().Be(result.At);
    }

    public static async Task Both_branches_of_a_nested_transaction_may_write_a_key_but_not_one_and_what_is_around_it(
        IStore store, CancellationToken cancellationToken)
    {
        var nested = new Operation.Nested(new Transaction { Success = [Put("a", "1")], Failure = [Put("a", "2")] });

        (await store.CommitAsync(new Transaction { Success = [nested] }, cancellationToken)).Succeeded.Should().BeTrue();
        await store.Invoking(s => s.CommitAsync(new Transaction { Success = [nested, Put("a", "3")] }, cancellationToken).AsTask())
            .Should().ThrowAsync<ArgumentException>();
        await store.Invoking(s => s.CommitAsync(new Transaction { Success = [Delete("a"), nested] }, cancellationToken).AsTask())
            .Should().ThrowAsync<ArgumentException>();
    }

    public static async Task A_put_can_keep_the_value(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("a", "1", cancellationToken);
        var touch = new Transaction { Success = [new Operation.Put(Key.From("a"), default) { KeepsValue = true }] };
        var touchNone = new Transaction { Success = [Put("b", "1"), new Operation.Put(Key.From("none"), default) { KeepsValue = true }] };

        await store.CommitAsync(touch, cancellationToken);
        var refusal = await store.Invoking(s => s.CommitAsync(touchNone, cancellationToken).AsTask()).Should().ThrowAsync<RefusedException>();

        var found = await store.GetAsync("a", cancellationToken);
        found!.Text.Should().Be("1");
        found!.Version.Should().Be(2);
        refusal.Which.Reason.Should().Be(Refusal.KeyNotFound);
        (await store.GetAsync("b", cancellationToken)).Should().BeNull();
    }

    public static async Task A_range_within_a_transaction_sees_its_writes_or_an_old_revision(IStore store, CancellationToken cancellationToken)
    {
        var old = await store.PutAsync("k1", "1", cancellationToken);
        await store.PutAsync("k2", "1", cancellationToken);

        var result = await store.CommitAsync(
            new Transaction
            {
                Success = [Put("k3", "1"), new Operation.GetRange(All) { Limit = 2 }, new Operation.GetRange(All) { At = old }],
            },
            cancellationToken);

        var now = result.Results[1].Should().BeOfType<OperationResult.GetRange>().Which.Slice;
        now.Items.Select(item => item.Key.ToString()).Should().Equal("k1", "k2");
        now.Count.Should().Be(3);
        now.IsCutOff.Should().BeTrue();
        result.Results[2].Should().BeOfType<OperationResult.GetRange>().Which.Slice.Items.Should().ContainSingle();
    }

    public static async Task A_transaction_that_reads_a_revision_that_is_gone_or_to_come_does_nothing(
        IStore store, CancellationToken cancellationToken)
    {
        var gone = await store.PutAsync("a", "1", cancellationToken);
        var at = await store.PutAsync("a", "2", cancellationToken);
        await store.CompactAsync(at, cancellationToken);
        var past = new Transaction { Success = [Put("b", "1"), new Operation.GetRange(All) { At = gone }] };
        var future = new Transaction { Success = [Put("b", "1"), new Operation.GetRange(All) { At = new Revision(at.Value + 10) }] };

        await store.Invoking(s => s.CommitAsync(past, cancellationToken).AsTask()).Should().ThrowAsync<CompactedException>();
        await store.Invoking(s => s.CommitAsync(future, cancellationToken).AsTask()).Should().ThrowAsync<FutureRevisionException>();

        (await store.GetAsync("b", cancellationToken)).Should().BeNull();
    }

    public static async Task A_range_can_be_ordered_by_anything_either_way(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("k1", "c", cancellationToken);
        await store.PutAsync("k3", "b", cancellationToken);
        await store.PutAsync("k2", "a", cancellationToken);
        await store.PutAsync("k1", "d", cancellationToken);
        await store.PutAsync("k3", "bb", cancellationToken);
        await store.PutAsync("k3", "b", cancellationToken);

        (await OrderAsync(store, SortTarget.Key, cancellationToken)).Should().Equal("k1", "k2", "k3");
        (await OrderAsync(store, SortTarget.Version, cancellationToken)).Should().Equal("k2", "k1", "k3");
        (await OrderAsync(store, SortTarget.CreateRevision, cancellationToken)).Should().Equal("k1", "k3", "k2");
        (await OrderAsync(store, SortTarget.ModRevision, cancellationToken)).Should().Equal("k2", "k1", "k3");
        (await OrderAsync(store, SortTarget.Value, cancellationToken)).Should().Equal("k2", "k3", "k1");
    }

    public static async Task A_range_can_be_bounded_by_revisions_and_counts_all_the_same(IStore store, CancellationToken cancellationToken)
    {
        List<Revision> at = [];
        for (var key = 0; key < 5; key++)
        {
            at.Add(await store.PutAsync($"k{key}", "1", cancellationToken));
        }

        var touched = await store.PutAsync("k0", "2", cancellationToken);

        (await SelectAsync(store, new RangeSelection { MinModRevision = at[3] }, 0, cancellationToken)).Should().Equal("k0", "k3", "k4");
        (await SelectAsync(store, new RangeSelection { MaxModRevision = at[2] }, 0, cancellationToken)).Should().Equal("k1", "k2");
        (await SelectAsync(store, new RangeSelection { MinCreateRevision = at[1], MaxCreateRevision = at[3] }, 2, cancellationToken))
            .Should().Equal("k1", "k2");
        var found = await store.RangeAsync(
            new RangeRequest(All) { Limit = 1, Selection = new RangeSelection { MinModRevision = at[4], MaxModRevision = touched } },
            cancellationToken);
        found.Count.Should().Be(5);
        found.IsCutOff.Should().BeTrue();
    }

    public static async Task A_range_can_leave_the_values_out(IStore store, CancellationToken cancellationToken)
    {
        var at = await store.PutAsync("k1", "1", cancellationToken);

        var found = await store.RangeAsync(
            new RangeRequest(All) { Selection = new RangeSelection { KeysOnly = true } }, cancellationToken);

        var item = found.Items.Should().ContainSingle().Subject;
        item.Value.IsEmpty.Should().BeTrue();
        item.ModRevision.Should().Be(at);
        found.IsCutOff.Should().BeFalse();
    }

    private static async Task<bool> HoldsAsync(IStore store, Comparison comparison, CancellationToken cancellationToken)
    {
        var question = new Transaction { Comparisons = [comparison], Success = [Get("a")], Failure = [Get("a")] };
        return (await store.CommitAsync(question, cancellationToken)).Succeeded;
    }

    private static async Task<ImmutableArray<string>> OrderAsync(IStore store, SortTarget target, CancellationToken cancellationToken)
    {
        var ascending = new RangeSelection { Target = target, Order = SortOrder.Ascending };
        var up = await SelectAsync(store, ascending, 0, cancellationToken);
        var down = await SelectAsync(store, ascending with { Order = SortOrder.Descending }, 0, cancellationToken);
        var last = await SelectAsync(store, ascending with { Order = SortOrder.Descending }, 1, cancellationToken);

        down.Should().Equal(up.Reverse());
        last.Should().Equal(up[^1]);
        return up;
    }

    private static async Task<ImmutableArray<string>> SelectAsync(
        IStore store, RangeSelection selection, int limit, CancellationToken cancellationToken)
    {
        var found = await store.RangeAsync(new RangeRequest(All) { Selection = selection, Limit = limit }, cancellationToken);
        return [.. found.Items.Select(item => item.Key.ToString())];
    }
}
