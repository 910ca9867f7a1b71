namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>A turn as its queue sees it. Owned by the queue from its arrival to its end.</summary>
internal class QueuedTurn
{
    /// <summary>Null until it has arrived.</summary>
    public FlowTurns? Flow { get; set; }

    /// <summary>Where it waits; null when it does not.</summary>
    public LinkedListNode<QueuedTurn>? Place { get; set; }

    public TimeSpan ArrivedAt { get; set; }

    public TimeSpan StartedAt { get; set; }

    /// <summary>Seconds that its flow was charged for it when it started.</summary>
    public double SecondsCharged { get; set; }
}
