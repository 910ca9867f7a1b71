namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>What becomes of a request that arrives.</summary>
internal enum ArrivalResult
{
    /// <summary>It may run.</summary>
    Started,

    /// <summary>It waits until <see cref="QueueSet.StartNext"/> names it.</summary>
    Queued,

    /// <summary>The shortest queue of its flow is full.</summary>
    QueueFull,

    /// <summary>There are no queues, and no seat.</summary>
    NoSeat,
}
