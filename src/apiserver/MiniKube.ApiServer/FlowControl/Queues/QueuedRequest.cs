namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>A request as its queue set sees it. Owned by the set from its arrival to its end.</summary>
internal class QueuedRequest
{
    /// <param name="seats">How many seats it takes while it runs; at least one.</param>
    public QueuedRequest(int seats) => Seats = seats;

    public int Seats { get; }

    /// <summary>Null when the set has no queues.</summary>
    public FlowQueue? Queue { get; set; }

    public bool IsWaiting => Place is not null;

    /// <summary>Where it waits; null when it does not.</summary>
    public LinkedListNode<QueuedRequest>? Place { get; set; }

    public TimeSpan ArrivedAt { get; set; }

    public TimeSpan StartedAt { get; set; }

    /// <summary>The virtual time when it came.</summary>
    public double ArrivedAtVirtual { get; set; }
}
