using System.Threading.Tasks.Sources;
using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>
/// One watch that waits for its turn. Holds no events: it only knows from which revision on there is something to read. Its loop alone waits;
/// whoever wakes it is told to let it run, so that the loops of many watches can run one after another on a thread.
/// </summary>
internal sealed class Watcher(WatcherIndex index, KeyRange range, bool reportsProgress) : IValueTaskSource, IThreadPoolWorkItem, IDisposable
{
    private const int Idle = 0;
    private const int Signalled = 1;
    private const int Waiting = 2;

    // Not told to continue elsewhere: who calls Execute is on a thread of the pool already.
    private ManualResetValueTaskSourceCore<bool> _turn;
    private int _state;
    private long _firstMatch;
    private bool _hasEnded;

    public KeyRange Range { get; } = range;

    public bool ReportsProgress { get; } = reportsProgress;

    /// <summary>There will be nothing more than what can be read after this is seen.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>A revision has changed the range. True when the loop waits, and <see cref="Execute"/> is to be called.</summary>
    public bool Matched(Revision at)
    {
        Interlocked.CompareExchange(ref _firstMatch, at.Value, 0);
        return Signal();
    }

    /// <summary>Lets the loop look, on a thread of the pool.</summary>
    public void Wake()
    {
        if (Signal())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>There will be nothing more.</summary>
    public void End()
    {
        Volatile.Write(ref _hasEnded, true);
        Wake();
    }

    /// <summary>Waits until it is woken; returns at once when that has happened since it waited last. Called by the loop alone.</summary>
    public ValueTask WaitAsync()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Signalled) == Signalled)
        {
            return ValueTask.CompletedTask;
        }

        _turn.Reset();
        var version = _turn.Version;
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, version);
        }

        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    /// <summary>The first revision that has changed the range since this was asked last; null for none.</summary>
    public Revision? TakeFirstMatch() => Interlocked.Exchange(ref _firstMatch, 0) is not 0 and var first ? new Revision(first) : null;

    /// <summary>Runs the loop, here, until it waits for something; once for each time that it was found waiting.</summary>
    public void Execute() => _turn.SetResult(true);

    public void Dispose() => index.Remove(this);

    void IValueTaskSource.GetResult(short token) => _turn.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _turn.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _turn.OnCompleted(continuation, state, token, flags);

    /// <summary>True when the loop was waiting; a second signal before the first is taken says nothing new.</summary>
    private bool Signal() =>
        Interlocked.CompareExchange(ref _state, Signalled, Idle) == Waiting && Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting;
}
