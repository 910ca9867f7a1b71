namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>What one priority level may have and would like to have.</summary>
/// <param name="Lower">It keeps so many, whatever others want.</param>
/// <param name="Upper">It never has more.</param>
/// <param name="Target">What it would use.</param>
internal sealed record SeatBounds(double Lower, double Upper, double Target);
