using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Storage;

/// <summary>Keeps a state as a range of the store is: reads it once, then follows its changes. Owns the loop that does it.</summary>
internal sealed partial class StoreFollower : ICatchUp, IAsyncDisposable
{
    /// <summary>A store that fails is read again after so long.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Whoever waits for the last write waits no longer than this.</summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IStore _store;
    private readonly IFollowedState _state;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private volatile TaskCompletionSource _moved = NewSignal();
    private long _upTo;
    private long _expected;

    public StoreFollower(IStore store, KeyRange range, IFollowedState state, TimeProvider time, ILogger logger)
    {
        _store = store;
        Range = range;
        _state = state;
        _time = time;
        _logger = logger;
        _loop = RunAsync(_stop.Token);
    }

    public KeyRange Range { get; }

    /// <summary>Completes once everything that was there has been read.</summary>
    public Task Filled => _filled.Task;

    /// <summary>True when the state is as the range was at a revision, or later.</summary>
    public bool HasReached(Revision at) => Volatile.Read(ref _upTo) >= at.Value;

    /// <summary>A write of this server has changed the range at a revision.</summary>
    public void Expect(Revision at)
    {
        var seen = Volatile.Read(ref _expected);
        while (at.Value > seen)
        {
            var before = Interlocked.CompareExchange(ref _expected, at.Value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    public ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        var target = Volatile.Read(ref _expected);
        return Volatile.Read(ref _upTo) >= target ? ValueTask.CompletedTask : WaitAsync(target, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async ValueTask WaitAsync(long target, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CatchUpMax, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                var moved = _moved.Task;
                if (Volatile.Read(ref _upTo) >= target)
                {
                    return;
                }

                await moved.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is known has to do.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await FollowAsync(cancellationToken);
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    /// <summary>Ends when the store fails, or has forgotten what comes next: then everything is read anew.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var at = await ReadAsync(cancellationToken);
            await foreach (var batch in _store.WatchAsync(new WatchRequest(Range, at.Next), cancellationToken))
            {
                foreach (var change in batch.Events)
                {
                    Apply(change);
                }

                Publish(batch.UpTo);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The loop's edge: whatever the store had to say, it is read again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(error, Range.Start);
        }
    }

    private async Task<Revision> ReadAsync(CancellationToken cancellationToken)
    {
        var storage = new ObjectStorage(_store);
        var at = await storage.CurrentRevisionAsync(Range, cancellationToken);
        _state.Clear();
        await foreach (var page in ObjectPages.ReadAsync(storage, Range, at, cancellationToken))
        {
            foreach (var item in page)
            {
                _state.Put(item);
            }
        }

        Publish(at);
        _filled.TrySetResult();
        return at;
    }

    private void Apply(KeyEvent change)
    {
        if (change.Current is { } current)
        {
            _state.Put(current);
        }
        else
        {
            _state.Remove(change.Key);
        }
    }

    private void Publish(Revision upTo)
    {
        _state.Publish();
        Volatile.Write(ref _upTo, upTo.Value);
        var moved = _moved;
        _moved = NewSignal();
        moved.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(3451, LogLevel.Warning, "Following {Range} broke; it is read again")]
    private partial void LogFailed(Exception error, Key range);
}
