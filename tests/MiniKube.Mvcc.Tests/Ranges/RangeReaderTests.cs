using CsCheck;
using MiniKube.Mvcc.Ranges;

namespace MiniKube.Mvcc.Tests.Ranges;

public sealed class RangeReaderTests
{
    private static readonly Gen<(int Key, byte Value)[]> Puts =
        Gen.Select(Gen.Int[0, 40], Gen.Byte[0, 5], (key, value) => (key, value)).Array[0, 80];

    private static readonly Gen<RangeSelection> Selections = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 2],
        Gen.Bool,
        Gen.Int[0, 60].Array[4],
        Gen.Int[0, 15],
        (target, order, keysOnly, bounds, used) => new RangeSelection
        {
            Target = (SortTarget)target,
            Order = (SortOrder)order,
            KeysOnly = keysOnly,
            MinModRevision = Bound(bounds[0], used, 1),
            MaxModRevision = Bound(bounds[1], used, 2),
            MinCreateRevision = Bound(bounds[2], used, 4),
            MaxCreateRevision = Bound(bounds[3], used, 8),
        });

    [Fact]
    public void A_selection_is_what_filtering_sorting_and_cutting_off_one_after_the_other_make() =>
        Gen.Select(Puts, Selections, Gen.Int[0, 12]).Sample((puts, selection, limit) =>
        {
            var state = puts.Aggregate(MvccState.Empty, (state, put) => state.Apply(new Transaction
            {
                Success = [new Operation.Put(Key.From($"k{put.Key:d2}"), new[] { put.Value })],
            }).State);
            var range = new KeyRange(Key.From("k05"), Key.From("k35"));
            var inRange = state.Range(range, state.Current, null).Items;
            var expected = Sorted([.. inRange.Where(item => IsAdmitted(item, selection))], selection);

            var slice = state.Range(range, state.Current, limit == 0 ? null : limit, selection);

            slice.Count.Should().Be(inRange.Length);
            slice.IsCutOff.Should().Be(limit > 0 && expected.Count > limit);
            slice.Items.Select(item => item.Key).Should()
                .Equal(expected.Take(limit == 0 ? int.MaxValue : limit).Select(item => item.Key));
            slice.Items.All(item => item.Value.IsEmpty == selection.KeysOnly).Should().BeTrue();
        });

    [Fact]
    public void Items_are_the_trees_own_when_their_values_are_wanted()
    {
        var state = MvccState.Empty.Apply(new Transaction { Success = [new Operation.Put(Key.From("a"), "1"u8.ToArray())] }).State;

        var slice = state.Range(default, state.Current, null, new RangeSelection { Target = SortTarget.Value });

        slice.Items[0].Should().BeSameAs(state.Find("a"u8));
    }

    private static Revision Bound(int bound, int used, int bit) => (used & bit) == 0 ? Revision.Zero : new Revision(bound);

    private static bool IsAdmitted(KeyValue item, RangeSelection selection) =>
        (selection.MinModRevision.Value == 0 || item.ModRevision.Value >= selection.MinModRevision.Value)
        && (selection.MaxModRevision.Value == 0 || item.ModRevision.Value <= selection.MaxModRevision.Value)
        && (selection.MinCreateRevision.Value == 0 || item.CreateRevision.Value >= selection.MinCreateRevision.Value)
        && (selection.MaxCreateRevision.Value == 0 || item.CreateRevision.Value <= selection.MaxCreateRevision.Value);

    private static List<KeyValue> Sorted(List<KeyValue> items, RangeSelection selection)
    {
        var sorted = items.OrderBy(item => selection.Target switch
        {
            SortTarget.Version => item.Version,
            SortTarget.CreateRevision => item.CreateRevision.Value,
            SortTarget.ModRevision => item.ModRevision.Value,
            SortTarget.Value => item.Value.Span[0],
            _ => 0,
        }).ThenBy(item => item.Key).ToList();
        if (selection.Order == SortOrder.Descending)
        {
            sorted.Reverse();
        }

        return sorted;
    }
}
