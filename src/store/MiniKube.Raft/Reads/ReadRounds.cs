namespace MiniKube.Raft.Reads;

/// <summary>
/// Reads at a leader (thesis 6.4). A round of heartbeats that begins after a read has come shows, once a majority answers, that there
/// was no newer leader when it came. One round serves all reads that wait when it begins.
/// </summary>
internal sealed class ReadRounds(int pendingMax)
{
    private readonly List<PendingRead> _waiting = [];
    private readonly Queue<(long Round, LogIndex Index, PendingRead Read)> _underWay = [];

    /// <summary>The newest round begun.</summary>
    public long Newest { get; private set; }

    /// <summary>The newest round that a majority answered.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Whether reads wait for a round to begin.</summary>
    public bool HasWaiting => _waiting.Count > 0;

    public bool IsUnderWay => Confirmed < Newest;

    public void Reset()
    {
        _waiting.Clear();
        _underWay.Clear();
        Newest = 0;
        Confirmed = 0;
    }

    /// <summary>False when too many wait.</summary>
    public bool TryAdd(PendingRead read)
    {
        if (_waiting.Count + _underWay.Count >= pendingMax)
        {
            return false;
        }

        _waiting.Add(read);
        return true;
    }

    public long Begin() => ++Newest;

    /// <summary>The newest round, just begun, serves all that wait; they will read at the commit index of now.</summary>
    public void Assign(LogIndex committed)
    {
        foreach (var read in _waiting)
        {
            _underWay.Enqueue((Newest, committed, read));
        }

        _waiting.Clear();
    }

    /// <summary>A majority has answered up to this round.</summary>
    public bool ConfirmTo(long round)
    {
        if (round <= Confirmed)
        {
            return false;
        }

        Confirmed = Math.Min(round, Newest);
        return true;
    }

    public bool TryTakeConfirmed(out LogIndex index, out PendingRead read)
    {
        if (_underWay.TryPeek(out var first) && first.Round <= Confirmed)
        {
            _underWay.Dequeue();
            (index, read) = (first.Index, first.Read);
            return true;
        }

        (index, read) = (default, default);
        return false;
    }

    /// <summary>Takes all reads, served by no round any more.</summary>
    public bool TryTakeAny(out PendingRead read)
    {
        if (_underWay.TryDequeue(out var first))
        {
            read = first.Read;
            return true;
        }

        return TryTakeWaiting(out read);
    }

    /// <summary>Takes a read for which no round has begun.</summary>
    public bool TryTakeWaiting(out PendingRead read)
    {
        if (_waiting.Count == 0)
        {
            read = default;
            return false;
        }

        read = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        return true;
    }
}
