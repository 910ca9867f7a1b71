using System.Threading.Channels;
using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>One watch that waits for its turn. Holds no events: it only knows from which revision on there is something to read.</summary>
internal sealed class Watcher(WatcherIndex index, KeyRange range, bool reportsProgress) : IDisposable
{
    // One slot: a second signal before the first is taken says nothing new.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private long _firstMatch;

    public KeyRange Range { get; } = range;

    public bool ReportsProgress { get; } = reportsProgress;

    /// <summary>A revision has changed the range.</summary>
    public void Matched(Revision at)
    {
        Interlocked.CompareExchange(ref _firstMatch, at.Value, 0);
        Wake();
    }

    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>There will be nothing more.</summary>
    public void End() => _signal.Writer.TryComplete();

    /// <summary>False when the store has ended.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (!await _signal.Reader.WaitToReadAsync(cancellationToken))
        {
            return false;
        }

        _signal.Reader.TryRead(out _);
        return true;
    }

    /// <summary>The first revision that has changed the range since this was asked last; null for none.</summary>
    public Revision? TakeFirstMatch() => Interlocked.Exchange(ref _firstMatch, 0) is not 0 and var first ? new Revision(first) : null;

    public void Dispose() => index.Remove(this);
}
