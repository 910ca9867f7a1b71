namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>One of a set's queues; several flows may share it.</summary>
internal sealed class FlowQueue(int index)
{
    public int Index { get; } = index;

    public LinkedList<QueuedRequest> Waiting { get; } = new();

    public int WaitingSeats { get; set; }

    public int Executing { get; set; }

    public int ExecutingSeats { get; set; }

    /// <summary>The virtual time at which its next request would begin, were each queue served alone; in seat seconds.</summary>
    public double NextDispatch { get; set; }

    public bool IsActive => Executing > 0 || Waiting.Count > 0;
}
