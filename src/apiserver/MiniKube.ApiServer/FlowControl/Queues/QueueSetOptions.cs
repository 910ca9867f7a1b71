namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>The shape of a queue set.</summary>
/// <param name="Queues">How many; 0 for none: what finds no seat is refused.</param>
/// <param name="HandSize">Of how many queues a flow takes the shortest.</param>
/// <param name="QueueLengthMax">Requests that may wait in one queue.</param>
internal sealed record QueueSetOptions(int Queues, int HandSize, int QueueLengthMax)
{
    public static QueueSetOptions None { get; } = new(0, 0, 0);
}
