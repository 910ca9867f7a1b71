using MiniKube.ApiServer.FlowControl.Queues;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>A request's leave to run. Giving it back twice does no harm.</summary>
internal sealed class FlowTicket(FlowRoute route, string flow, int seats) : QueuedRequest(seats), IDisposable
{
    private int _isReleased;

    public FlowRoute Route { get; } = route;

    /// <summary>What tells its flow apart, for people.</summary>
    public string Flow { get; } = flow;

    /// <summary>Completes when it may run; null for one that never waited.</summary>
    public TaskCompletionSource? Turn { get; set; }

    /// <summary>It took no seat, whatever its level has become since.</summary>
    public bool IsExempt { get; set; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            Route.Level.Leave(this);
        }
    }
}
