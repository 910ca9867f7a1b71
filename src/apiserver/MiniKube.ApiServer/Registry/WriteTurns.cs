using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry;

/// <summary>
/// Lets those who change one object do so one after the other, in the order in which they came, instead of racing for the compare-and-swap that
/// only one of them wins. A courtesy, not a lock: the swap alone decides, so whoever takes too long is passed over.
/// </summary>
internal sealed class WriteTurns(TimeProvider time)
{
    /// <summary>Nobody waits longer than about twice this for one writer: it may be held up by what others answer for.</summary>
    public static readonly TimeSpan HoldMax = TimeSpan.FromMilliseconds(250);

    /// <summary>As many wait for one object; more go on at once, and race.</summary>
    public const int WaitingMax = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Line> _lines = [];

    /// <summary>Objects that somebody is changing now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    /// <summary>Waits for the turn to read, change and write one object; disposing of it lets the next one go on.</summary>
    public ValueTask<Turn> TakeAsync(Key key, CancellationToken cancellationToken)
    {
        Seat seat;
        lock (_gate)
        {
            if (!_lines.TryGetValue(key, out var line))
            {
                line = new Line(this, key);
                _lines.Add(key, line);
                return new(new Turn(line.Begin()));
            }

            seat = line.Join();
        }

        return seat.Came is { } came ? WaitAsync(seat, came, cancellationToken) : new(new Turn(seat));
    }

    private static async ValueTask<Turn> WaitAsync(Seat seat, TaskCompletionSource came, CancellationToken cancellationToken)
    {
        await using var giveUp = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), came);
        await came.Task;
        return new Turn(seat);
    }

    private long Now => time.GetTimestamp();

    private bool HasHeldTooLong(long since) => time.GetElapsedTime(since) >= HoldMax;

    private ITimer Watch(Line line) => time.CreateTimer(
        static state =>
        {
            var watched = (Line)state!;
            lock (watched.Owner._gate)
            {
                watched.PassOver();
            }
        },
        line,
        HoldMax,
        HoldMax);

    /// <summary>One turn; over when disposed.</summary>
    public readonly struct Turn : IDisposable
    {
        private readonly Seat _seat;

        internal Turn(Seat seat) => _seat = seat;

        public void Dispose()
        {
            lock (_seat.Line.Owner._gate)
            {
                _seat.Line.Leave(_seat);
            }
        }
    }

    /// <param name="line">Where it is.</param>
    /// <param name="came">Set when the turn has come; null when there was nothing to wait for.</param>
    internal sealed class Seat(Line line, TaskCompletionSource? came)
    {
        public Line Line => line;

        public TaskCompletionSource? Came => came;
    }

    /// <summary>Those who change one object: who does now, and who waits. Everything in it happens under the gate.</summary>
    internal sealed class Line(WriteTurns owner, Key key)
    {
        private readonly Queue<Seat> _waiting = [];
        private Seat? _current;
        private long _since;
        private ITimer? _watch;

        public WriteTurns Owner => owner;

        public Seat Begin()
        {
            _since = owner.Now;
            return _current = new Seat(this, null);
        }

        public Seat Join()
        {
            if (_waiting.Count >= WaitingMax)
            {
                return new Seat(this, null);
            }

            var seat = new Seat(this, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Enqueue(seat);
            _watch ??= owner.Watch(this);
            return seat;
        }

        /// <summary>The turn is over; says nothing when it was passed over before.</summary>
        public void Leave(Seat seat)
        {
            if (ReferenceEquals(seat, _current))
            {
                Next();
            }
        }

        public void PassOver()
        {
            if (_current is not null && owner.HasHeldTooLong(_since))
            {
                Next();
            }
        }

        private void Next()
        {
            // Who has given up in the meantime is left out.
            while (_waiting.TryDequeue(out _current))
            {
                _since = owner.Now;
                if (_current.Came!.TrySetResult())
                {
                    return;
                }
            }

            _watch?.Dispose();
            owner._lines.Remove(key);
        }
    }
}
