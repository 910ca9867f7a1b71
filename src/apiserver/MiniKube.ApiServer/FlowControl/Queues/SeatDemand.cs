namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>How many seats were wanted over some time.</summary>
/// <param name="High">The most at once.</param>
/// <param name="Average">Over time.</param>
/// <param name="Deviation">The standard deviation over time.</param>
internal sealed record SeatDemand(int High, double Average, double Deviation);
