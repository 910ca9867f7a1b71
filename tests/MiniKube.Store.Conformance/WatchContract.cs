using MiniKube.Mvcc;
using static MiniKube.Store.Conformance.Steps;

namespace MiniKube.Store.Conformance;

/// <summary>What every engine must do for watches. Each public method is a rule, run against a fresh store.</summary>
internal static class WatchContract
{
    public static async Task A_watch_sends_history_then_what_happens_live(IStore store, CancellationToken cancellationToken)
    {
        var first = await store.PutAsync("w/a", "1", cancellationToken);
        await store.PutAsync("other", "1", cancellationToken);
        await store.DeleteAsync("w/a", cancellationToken);
        var watching = store.WatchAsync("w/", first, 4, cancellationToken);

        await store.PutAsync("w/b", "2", cancellationToken);
        await store.PutAsync("x", "2", cancellationToken);
        await store.PutAsync("w/c", "3", cancellationToken);

        (await watching).Should().Equal("w/a=1", "-w/a", "w/b=2", "w/c=3");
    }

    public static async Task An_event_tells_the_value_before_and_after(IStore store, CancellationToken cancellationToken)
    {
        var first = await store.PutAsync("a", "1", cancellationToken);
        await store.PutAsync("a", "2", cancellationToken);
        var third = await store.DeleteAsync("a", cancellationToken);

        List<KeyEvent> events = [];
        await foreach (var batch in store.WatchAsync(new WatchRequest(KeyRange.Single(Key.From("a")), first), cancellationToken))
        {
            events.AddRange(batch.Events);
            if (events.Count == 3)
            {
                break;
            }
        }

        events.Select(change => (change.Previous?.Text, change.Current?.Text)).Should().Equal((null, "1"), ("1", "2"), ("2", null));
        events[2].At.Should().Be(third);
    }

    public static async Task A_watch_from_the_future_waits_for_it(IStore store, CancellationToken cancellationToken)
    {
        var now = await store.PutAsync("a", "1", cancellationToken);
        var watching = store.WatchAsync("", new Revision(now.Value + 3), 1, cancellationToken);

        for (var value = 2; value <= 4; value++)
        {
            await store.PutAsync("a", $"{value}", cancellationToken);
        }

        (await watching).Should().Equal("a=4");
    }

    public static async Task A_batch_holds_whole_revisions(IStore store, CancellationToken cancellationToken)
    {
        var from = store.Applied.Next;
        for (var round = 0; round < 50; round++)
        {
            await store.CommitAsync(
                new Transaction { Success = [.. Enumerable.Range(0, 60).Select(key => Put($"k{key:d2}", $"{round}"))] }, cancellationToken);
        }

        var seen = 0;
        var last = new Revision(from.Value - 1);
        await foreach (var batch in store.WatchAsync(new WatchRequest(default, from), cancellationToken))
        {
            batch.Events.GroupBy(change => change.At).Should().OnlyContain(revision => revision.Count() == 60);
            batch.Events[0].At.Should().Be(last.Next);
            last = batch.UpTo;
            seen += batch.Events.Length;
            if (seen == 3000)
            {
                break;
            }
        }

        seen.Should().Be(3000);
    }

    public static async Task Progress_is_reported_when_other_keys_change(IStore store, CancellationToken cancellationToken)
    {
        var from = store.Applied.Next;
        var at = await store.PutAsync("other", "1", cancellationToken);
        var request = new WatchRequest(KeyRange.Prefix(Key.From("w/")), from) { ReportProgress = true };
        await using var batches = store.WatchAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);

        await UntilAsync(batches, at);
        at = await store.PutAsync("other", "2", cancellationToken);
        await UntilAsync(batches, at);

        batches.Current.Events.Should().BeEmpty();
        batches.Current.UpTo.Should().Be(at);
    }

    public static async Task An_idle_watch_survives_the_compaction_of_what_does_not_concern_it(
        IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("w/a", "1", cancellationToken);
        var request = new WatchRequest(KeyRange.Prefix(Key.From("w/")), store.Applied);
        await using var batches = store.WatchAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await batches.MoveNextAsync();
        var waiting = batches.MoveNextAsync();

        for (var round = 0; round < 20; round++)
        {
            await store.CompactAsync(await store.PutAsync("other", $"{round}", cancellationToken), cancellationToken);
        }

        await store.PutAsync("w/b", "2", cancellationToken);

        (await waiting).Should().BeTrue();
        batches.Current.Events.Select(Describe).Should().Equal("w/b=2");
    }

    public static async Task A_reader_that_slept_through_a_compaction_is_told(IStore store, CancellationToken cancellationToken)
    {
        await store.PutAsync("w/a", "1", cancellationToken);
        var request = new WatchRequest(KeyRange.Prefix(Key.From("w/")), store.Applied);
        await using var batches = store.WatchAsync(request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await batches.MoveNextAsync();

        for (var round = 0; round < 20; round++)
        {
            await store.PutAsync("w/a", $"{round}", cancellationToken);
        }

        await store.CompactAsync(store.Applied, cancellationToken);

        await batches.Invoking(reader => reader.MoveNextAsync().AsTask()).Should().ThrowAsync<CompactedException>();
    }

    /// <summary>Readers that stop and resume at chance, beside writers and compaction: nothing missed, nothing twice, all in order.</summary>
    public static async Task Watches_resume_without_gaps_under_writes_and_compaction(IStore store, CancellationToken cancellationToken)
    {
        const int Writes = 3000;
        var from = store.Applied.Next;
        var last = new Revision(from.Value + Writes - 1);
        var readers = Enumerable.Range(0, 8).Select(_ => ReadToAsync(store, from, last, cancellationToken)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var write = 0; write < Writes / 4; write++)
            {
                await store.PutAsync($"w{writer}/k{write % 17}", $"{write}", cancellationToken);
                if (writer == 0 && write % 50 == 49)
                {
                    await store.CompactAsync(new Revision(Math.Max(store.Compacted.Value + 1, store.Applied.Value - 1000)), cancellationToken);
                }
            }
        }));

        foreach (var revisions in await Task.WhenAll(readers))
        {
            // A reader that compaction overtook begins again from what is kept; from there on it must see everything.
            revisions.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
            revisions[^1].Should().Be(last.Value);
            revisions.TakeLast(100).Should().Equal(Enumerable.Range(0, 100).Select(position => last.Value - 99 + position));
        }
    }

    public static async Task A_thousand_watches_each_see_their_own(IStore store, CancellationToken cancellationToken)
    {
        var from = store.Applied.Next;
        var watches = Enumerable.Range(0, 1000).Select(key => store.WatchAsync($"k{key:d4}/", from, 2, cancellationToken)).ToArray();

        foreach (var round in Enumerable.Range(0, 2))
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(key => store.PutAsync($"k{key:d4}/x", $"{round}", cancellationToken)));
        }

        for (var key = 0; key < watches.Length; key++)
        {
            (await watches[key]).Should().Equal($"k{key:d4}/x=0", $"k{key:d4}/x=1");
        }
    }

    private static async Task UntilAsync(IAsyncEnumerator<WatchBatch> batches, Revision at)
    {
        while (await batches.MoveNextAsync())
        {
            if (batches.Current.UpTo >= at)
            {
                return;
            }
        }
    }

    private static async Task<List<long>> ReadToAsync(IStore store, Revision from, Revision last, CancellationToken cancellationToken)
    {
        List<long> revisions = [];
        var next = from;
        while (next <= last)
        {
            var batchesLeft = 1 + (int)(next.Value % 7);
            try
            {
                await foreach (var batch in store.WatchAsync(new WatchRequest(default, next), cancellationToken))
                {
                    revisions.AddRange(batch.Events.Select(change => change.At.Value));
                    next = batch.UpTo.Next;
                    if (--batchesLeft == 0 || next > last)
                    {
                        break;
                    }
                }
            }
            catch (CompactedException compacted)
            {
                next = compacted.Oldest;
            }
        }

        return revisions;
    }
}
