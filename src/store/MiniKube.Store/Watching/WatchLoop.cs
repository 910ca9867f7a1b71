using System.Runtime.CompilerServices;
using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>A watch: reads what there is, then waits until there is more of its range.</summary>
internal static class WatchLoop
{
    public static async IAsyncEnumerable<WatchBatch> RunAsync(
        IWatchSource source, WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        source.ThrowIfUnavailable();
        using var watcher = source.Watchers.Add(request.Range, request.ReportProgress) ?? throw source.Unavailable();
        await using var registration = cancellationToken.UnsafeRegister(static watcher => ((Watcher)watcher!).Wake(), watcher);
        var next = request.From == Revision.Zero ? source.Newest.Next : request.From;
        var reported = new Revision(next.Value - 1);
        var isCaughtUp = false;
        var isLast = false;
        request.Progress?.Attach(watcher.Wake);
        while (!isLast)
        {
            isLast = watcher.HasEnded;

            // Before anything is read, so that the answer is of no earlier time than the question.
            var isAsked = request.Progress?.Take() ?? false;
            WatchBatch? batch;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();

                // In this order: what has no match by now has none up to this revision.
                var notified = source.Watchers.NotifiedUpTo;
                var firstMatch = watcher.TakeFirstMatch();
                if (isCaughtUp)
                {
                    // Nothing between has changed the range, so it need not be read, nor be kept any more.
                    next = Later(next, firstMatch ?? notified.Next);
                }

                batch = source.Read(request.Range, next, out isCaughtUp);
                if (batch is not null)
                {
                    next = batch.UpTo.Next;
                }

                if (batch is { Events.IsEmpty: false })
                {
                    reported = batch.UpTo;
                    yield return batch;
                }
            }
            while (batch is not null);

            if (isAsked || (request.ReportProgress && next > reported.Next))
            {
                reported = new Revision(next.Value - 1);
                yield return new WatchBatch(reported, []);
            }

            if (!isLast)
            {
                await watcher.WaitAsync();
            }
        }

        throw source.Unavailable();
    }

    private static Revision Later(Revision left, Revision right) => left > right ? left : right;
}
