namespace MiniKube.Simulation.Tests.Worlds;

/// <summary>Virtual time: what happens when. Of two things at the same moment the one planned first comes first.</summary>
internal sealed class Schedule
{
    private readonly PriorityQueue<Action, (long At, long Order)> _queue = new();
    private long _order;

    /// <summary>Microseconds since the beginning.</summary>
    public long Now { get; private set; }

    public void After(long microseconds, Action action) => _queue.Enqueue(action, (Now + Math.Max(0, microseconds), _order++));

    /// <summary>Lets the next thing happen. False when it is later than the end, or there is none.</summary>
    public bool TryStep(long end)
    {
        if (!_queue.TryPeek(out var action, out var when) || when.At > end)
        {
            Now = end;
            return false;
        }

        _queue.Dequeue();
        Now = when.At;
        action();
        return true;
    }
}
