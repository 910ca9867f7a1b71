using System.Text;
using CsCheck;

namespace MiniKube.Mvcc.Tests;

public sealed class MvccStateTests
{
    private static readonly Gen<string> Keys = Gen.Int[0, 60].Select(number => $"k{number:d2}");

    /// <summary>A put, or a delete where the value is null.</summary>
    private static readonly Gen<(string Key, string? Value)[]> Changes =
        Gen.Select(Keys, Gen.Int[0, 3].Select(kind => kind == 0 ? null : $"v{kind}"), (key, value) => (key, value))
            .Array[1, 4].Select(changes => changes.DistinctBy(change => change.key).ToArray());

    [Fact]
    public void Every_kept_revision_reads_as_the_model_does() =>
        Gen.Select(Changes.Array[1, 60], Gen.Int[0, 60], Gen.Int[0, 5]).Sample((transactions, compaction, limit) =>
        {
            var model = new Model();
            var state = MvccState.Empty;
            foreach (var changes in transactions)
            {
                model.Apply(changes);
                state = state.Apply(Transaction(changes)).State;
            }

            var upTo = Math.Clamp(compaction, model.Compacted, model.Current);
            model.Compact(upTo);
            state = state.Compact(new Revision(upTo));

            state.Current.Value.Should().Be(model.Current);
            state.Compacted.Value.Should().Be(model.Compacted);
            for (var at = model.Compacted; at <= model.Current; at++)
            {
                Compare(state, model, at, "", null, limit);
                Compare(state, model, at, "k1", "k3", limit);
                Compare(state, model, at, "k45", "k12", limit);
            }
        });

    [Fact]
    public void The_events_of_a_revision_lead_from_the_state_before_to_the_state_after() =>
        Changes.Array[1, 40].Sample(transactions =>
        {
            var state = transactions.Aggregate(MvccState.Empty, (state, changes) => state.Apply(Transaction(changes)).State);
            for (var at = state.Compacted.Next; at <= state.Current; at = at.Next)
            {
                var before = Items(state, new Revision(at.Value - 1)).ToDictionary(item => item.Key.ToString());
                foreach (var change in state.EventsAt(at))
                {
                    (change.At == at).Should().BeTrue();
                    ReferenceEquals(change.Previous, before.GetValueOrDefault(change.Key.ToString())).Should().BeTrue();
                    before.Remove(change.Key.ToString());
                    if (change.Current is { } current)
                    {
                        before.Add(change.Key.ToString(), current);
                    }
                }

                before.Values.OrderBy(item => item.Key).SequenceEqual(Items(state, at), ReferenceEqualityComparer.Instance).Should().BeTrue();
            }
        });

    [Fact]
    public void A_state_never_changes_whatever_is_made_of_it() =>
        Gen.Select(Changes.Array[1, 30], Changes.Array[1, 30], Changes.Array[1, 30]).Sample((common, left, right) =>
        {
            var trunk = common.Aggregate(MvccState.Empty, (state, changes) => state.Apply(Transaction(changes)).State);
            var before = All(trunk, trunk.Current);
            var one = left.Aggregate(trunk, (state, changes) => state.Apply(Transaction(changes)).State);
            var other = right.Aggregate(trunk, (state, changes) => state.Apply(Transaction(changes)).State);
            var again = left.Aggregate(trunk, (state, changes) => state.Apply(Transaction(changes)).State);

            All(trunk, trunk.Current).Should().Equal(before);
            All(again, again.Current).Should().Equal(All(one, one.Current));
            for (var at = trunk.Compacted; at <= trunk.Current; at = at.Next)
            {
                All(other, at).Should().Equal(All(one, at));
            }
        });

    [Fact]
    public void A_rewound_state_goes_on_as_if_nothing_had_come_after() =>
        Gen.Select(Changes.Array[2, 40], Gen.Int[0, 100], Changes).Sample((transactions, position, then) =>
        {
            var states = new List<MvccState> { MvccState.Empty };
            foreach (var changes in transactions)
            {
                states.Add(states[^1].Apply(Transaction(changes)).State);
            }

            var past = states[position % states.Count];
            var rewound = states[^1].Rewind(past.Current);
            var expected = past.Apply(Transaction(then)).State;
            var actual = rewound.Apply(Transaction(then)).State;

            actual.Current.Should().Be(expected.Current);
            actual.HistoryBytes.Should().Be(expected.HistoryBytes);
            All(actual, actual.Current).Should().Equal(All(expected, expected.Current));
        });

    [Fact]
    public void A_long_history_is_kept_and_forgotten_exactly()
    {
        const int Revisions = 5000;
        var state = MvccState.Empty;
        for (var write = 0; write < Revisions; write++)
        {
            state = state.Apply(Transaction([("k", $"{write}")])).State;
            if (write % 700 == 699)
            {
                state = state.Compact(new Revision(state.Current.Value - 300));
            }
        }

        for (var at = state.Compacted; at <= state.Current; at = at.Next)
        {
            Encoding.UTF8.GetString(Items(state, at).Single().Value.Span).Should().Be($"{at.Value - 2}");
        }

        FluentActions.Invoking(() => state.EventsAt(new Revision(state.Compacted.Value - 1))).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static Transaction Transaction((string Key, string? Value)[] changes) => new()
    {
        Success =
        [
            .. changes.Select<(string Key, string? Value), Operation>(change => change.Value is null
                ? new Operation.Delete(KeyRange.Single(Key.From(change.Key)))
                : new Operation.Put(Key.From(change.Key), Encoding.UTF8.GetBytes(change.Value))),
        ],
    };

    private static List<KeyValue> Items(MvccState state, Revision at) => [.. state.Range(default, at, null).Items];

    private static List<string> All(MvccState state, Revision at) =>
        [.. Items(state, at).Select(item => $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)} {item.CreateRevision} {item.ModRevision} {item.Version}")];

    private static void Compare(MvccState state, Model model, int at, string start, string? end, int limit)
    {
        var range = new KeyRange(Key.From(start), end is null ? default : Key.From(end));
        var expected = model.Range(start, end, at);
        var found = state.Range(range, new Revision(at), limit == 0 ? null : limit);

        found.Count.Should().Be(expected.Count);
        found.Items
            .Select(item => new Model.Entry(
                item.Key.ToString(),
                Encoding.UTF8.GetString(item.Value.Span),
                (int)item.CreateRevision.Value,
                (int)item.ModRevision.Value,
                (int)item.Version))
            .Should().Equal(expected.Take(limit == 0 ? int.MaxValue : limit));
    }
}
