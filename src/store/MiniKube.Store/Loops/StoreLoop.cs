using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store.Journals;
using MiniKube.Store.Leases;
using MiniKube.Store.Watching;

namespace MiniKube.Store.Loops;

/// <summary>
/// Owns the state: takes waiting changes, many at once, makes them durable together, applies them, shows the new state, answers.
/// Whoever reads takes the state as it is, without asking the loop.
/// </summary>
internal sealed partial class StoreLoop : IAsyncDisposable
{
    private const int BatchMax = 1024;

    /// <summary>Longer batches would make the first of them wait for no gain.</summary>
    private const int BatchBytesMax = 1 << 20;

    private readonly Channel<Proposal> _queue;
    private readonly ILogger _logger;
    private readonly Journal? _journal;
    private readonly long _historyBytesMax;
    private readonly long _batchBytesMax;
    private readonly List<Proposal> _batch = [];
    private readonly List<ImmutableArray<KeyEvent>> _changes = [];
    private readonly AgeCompaction? _ageCompaction;
    private readonly Task _running;
    private MvccState _state;
    private Exception? _failure;
    private bool _isDisposed;

    /// <param name="state">The state to begin with.</param>
    /// <param name="journal">Where changes are made durable, owned from now on; null to keep them in memory only.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to say that all is lost.</param>
    public StoreLoop(MvccState state, Journal? journal, StoreOptions options, TimeProvider time, ILogger logger)
    {
        _state = state;
        _journal = journal;
        _logger = logger;
        _historyBytesMax = options.HistoryBytesMax;
        _batchBytesMax = Math.Min(BatchBytesMax, options.SegmentBytes / 4);
        _queue = Channel.CreateBounded<Proposal>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        Watchers = new WatcherIndex(time, options.ProgressInterval, state.Current);
        LeaseClock = new LeaseClock(time, lease => _queue.Writer.TryWrite(new LeaseProposal(lease, null)));
        LeaseClock.BecameLeader(state);
        if (options.HistoryAge is { } age)
        {
            _ageCompaction = new AgeCompaction(time, age, () => State, upTo => _queue.Writer.TryWrite(new CompactProposal(upTo)));
            _ageCompaction.Arm();
        }

        _running = journal is null ? Task.Run(RunAsync) : RunOnOwnThreadAsync();
    }

    /// <summary>The newest state that is durable.</summary>
    public MvccState State => Volatile.Read(ref _state);

    public WatcherIndex Watchers { get; }

    public LeaseClock LeaseClock { get; }

    public async ValueTask ProposeAsync(Proposal proposal, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(proposal, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Unavailable();
        }
    }

    /// <summary>Nothing is answered from a store that cannot keep its promises.</summary>
    public void ThrowIfUnavailable()
    {
        if (Volatile.Read(ref _failure) is not null)
        {
            throw Unavailable();
        }
    }

    public StoreUnavailableException Unavailable() => Volatile.Read(ref _failure) is { } failure
        ? new StoreUnavailableException($"the store has failed and must be restarted: {failure.Message}", failure)
        : new StoreUnavailableException("the store is shutting down");

    /// <summary>Finishes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running;
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _ageCompaction?.Dispose();
        LeaseClock.Dispose();
        Watchers.Dispose();
        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }
    }

    /// <summary>Syncs block their thread, so that with a disk the loop has one of its own.</summary>
    private Task RunOnOwnThreadAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            RunHere();
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "store",
        };
        thread.Start();
        return ended.Task;
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync())
            {
                Step();
            }
        }
#pragma warning disable CA1031 // Whatever went wrong, the state can no longer be trusted to be what the callers were told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private void RunHere()
    {
        try
        {
            while (Wait())
            {
                Step();
            }
        }
#pragma warning disable CA1031 // As above: nothing may be answered any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
    }

    private bool Wait()
    {
        var waiting = _queue.Reader.WaitToReadAsync();
#pragma warning disable VSTHRD002 // The thread is the loop's own and has nothing else to do.
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private void Step()
    {
        TakeBatch();
        _journal?.Append(_batch, _state);
        Apply();
        _ageCompaction?.Arm();
        foreach (var proposal in _batch)
        {
            proposal.Answer();
        }

        _batch.Clear();
        BoundHistory();
        _journal?.Maintain(_state);
    }

    private void TakeBatch()
    {
        long bytes = 0;
        while (_batch.Count < BatchMax && bytes < _batchBytesMax && _queue.Reader.TryRead(out var proposal))
        {
            _batch.Add(proposal);
            bytes += proposal.BytesMax;
        }
    }

    private void Apply()
    {
        var state = _state;
        foreach (var proposal in _batch)
        {
            state = proposal.Apply(state, out var events);
            LeaseClock.Observe(state);
            if (!events.IsEmpty)
            {
                _changes.Add(events);
            }
        }

        Volatile.Write(ref _state, state);
        if (_changes.Count > 0)
        {
            Watchers.Notify(_changes, state.Current);
            _changes.Clear();
        }
    }

    private void BoundHistory()
    {
        var state = _state;
        if (state.HistoryBytes > _historyBytesMax && state.Current > state.Compacted)
        {
            // A quarter at a time, so that this is rare. A full queue asks again soon enough.
            var kept = (state.Current.Value - state.Compacted.Value) * 3 / 4;
            _queue.Writer.TryWrite(new CompactProposal(new Revision(state.Current.Value - kept)));
        }
    }

    private void Fail(Exception exception)
    {
        LogFailed(_logger, exception);
        Volatile.Write(ref _failure, exception);
        _queue.Writer.TryComplete();
        foreach (var proposal in _batch)
        {
            proposal.Refuse(Unavailable());
        }

        while (_queue.Reader.TryRead(out var waiting))
        {
            waiting.Refuse(Unavailable());
        }

        Watchers.End();
    }

    [LoggerMessage(1, LogLevel.Critical, "The store has failed and refuses everything from now on")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
