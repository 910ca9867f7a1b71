using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.Etcd.Client;

/// <summary>The newest changes of all keys, each revision from <see cref="First"/> on.</summary>
internal sealed class EventWindow(Revision last, long bytesMax)
{
    /// <summary>A batch ends after the revision that reaches this many events.</summary>
    private const int BatchEvents = 1000;

    /// <summary>What an event costs besides its bytes.</summary>
    private const int EventOverheadBytes = 512;

    private readonly Lock _gate = new();
    private readonly Queue<long> _bytes = new();

    /// <summary>Each with all changes of one revision; what was dropped is empty until the list is tidied up.</summary>
    private readonly List<ImmutableArray<KeyEvent>> _revisions = [];

    private int _dropped;
    private long _bytesNow;
    private Revision _last = last;

    /// <summary>The newest revision that is here.</summary>
    public Revision Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>The oldest revision that is here; the one after <see cref="Last"/> when none is.</summary>
    public Revision First
    {
        get
        {
            lock (_gate)
            {
                return FirstHere;
            }
        }
    }

    private Revision FirstHere => new(_last.Value - (_revisions.Count - _dropped) + 1);

    /// <summary>Takes in the changes of the next revision.</summary>
    public void Add(ImmutableArray<KeyEvent> events)
    {
        lock (_gate)
        {
            if (events[0].At != _last.Next)
            {
                throw new InvalidOperationException($"revision {events[0].At} came after {_last}");
            }

            var bytes = events.Sum(Weight);
            _revisions.Add(events);
            _bytes.Enqueue(bytes);
            _bytesNow += bytes;
            _last = _last.Next;
            while (_bytesNow > bytesMax && _bytes.Count > 1)
            {
                DropFirst();
            }

            Tidy();
        }
    }

    /// <summary>Begins anew after a revision: what was between is not known.</summary>
    public void Reset(Revision last)
    {
        lock (_gate)
        {
            _revisions.Clear();
            _bytes.Clear();
            _dropped = 0;
            _bytesNow = 0;
            _last = last;
        }
    }

    /// <summary>Forgets what was before a revision.</summary>
    public void DropBefore(Revision revision)
    {
        lock (_gate)
        {
            while (FirstHere < revision && _bytes.Count > 0)
            {
                DropFirst();
            }

            Tidy();
        }
    }

    /// <summary>Changes of a range from a revision on; null when there is nothing from there on yet.</summary>
    /// <exception cref="BehindException">They are no longer here.</exception>
    public WatchBatch? Read(KeyRange range, Revision from, out bool isCaughtUp)
    {
        var events = ImmutableArray.CreateBuilder<KeyEvent>();
        lock (_gate)
        {
            isCaughtUp = from > _last;
            if (isCaughtUp)
            {
                return null;
            }

            if (from < FirstHere)
            {
                throw new BehindException(from);
            }

            var at = from;
            for (; at <= _last && events.Count < BatchEvents; at = at.Next)
            {
                foreach (var change in _revisions[^(int)(_last.Value - at.Value + 1)])
                {
                    if (range.Contains(change.Key))
                    {
                        events.Add(change);
                    }
                }
            }

            isCaughtUp = at > _last;
            return new WatchBatch(new Revision(at.Value - 1), events.DrainToImmutable());
        }
    }

    private static long Weight(KeyEvent change) =>
        EventOverheadBytes + change.Key.Bytes.Length + (change.Current?.Value.Length ?? 0) + (change.Previous?.Value.Length ?? 0);

    private void DropFirst()
    {
        _bytesNow -= _bytes.Dequeue();
        _revisions[_dropped++] = [];
    }

    private void Tidy()
    {
        if (_dropped > _revisions.Count / 2)
        {
            _revisions.RemoveRange(0, _dropped);
            _dropped = 0;
        }
    }
}
