namespace MiniKube.Client.Informers;

/// <summary>How far an informer has come, and who waits for it to come further.</summary>
internal sealed class SeenRevisions
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, long> _waiting = new();
    private long _revision;

    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision;
            }
        }
    }

    public void CallWhenSeen(long revision, Action callback)
    {
        lock (_gate)
        {
            if (_revision < revision)
            {
                _waiting.Enqueue(callback, revision);
                return;
            }
        }

        callback();
    }

    public void Advance(long revision)
    {
        var reached = new List<Action>();
        lock (_gate)
        {
            // A server restored from a backup starts lower: what is waited for may never come, and a fresh list is all there is to know.
            var isRestored = revision < _revision;
            _revision = revision;
            while (_waiting.TryPeek(out _, out var wanted) && (wanted <= revision || isRestored))
            {
                reached.Add(_waiting.Dequeue());
            }
        }

        reached.ForEach(callback => callback());
    }
}
