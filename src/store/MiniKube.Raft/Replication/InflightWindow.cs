namespace MiniKube.Raft.Replication;

/// <summary>The appends to one follower that are not answered yet, oldest first: bounded in number and in bytes.</summary>
internal sealed class InflightWindow(int messagesMax, long bytesMax)
{
    private const int InitialCapacity = 8;

    private (LogIndex Last, long Bytes)[] _ring = new (LogIndex, long)[Math.Min(InitialCapacity, messagesMax)];
    private int _start;
    private long _bytes;

    public int Count { get; private set; }

    /// <summary>The last message may go over the bytes, or a large entry could never be sent.</summary>
    public bool IsFull => Count >= messagesMax || _bytes >= bytesMax;

    public void Add(LogIndex last, long bytes)
    {
        Invariant.Holds(!IsFull, "the window is full with {0} messages", Count);
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_start + Count) % _ring.Length] = (last, bytes);
        Count++;
        _bytes += bytes;
    }

    /// <summary>An answer covers everything up to its place.</summary>
    public void FreeTo(LogIndex index)
    {
        while (Count > 0 && _ring[_start].Last <= index)
        {
            _bytes -= _ring[_start].Bytes;
            _start = (_start + 1) % _ring.Length;
            Count--;
        }
    }

    public void Clear()
    {
        Count = 0;
        _start = 0;
        _bytes = 0;
    }

    private void Grow()
    {
        var larger = new (LogIndex, long)[Math.Min(_ring.Length * 2, messagesMax)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_start + i) % _ring.Length];
        }

        _ring = larger;
        _start = 0;
    }
}
