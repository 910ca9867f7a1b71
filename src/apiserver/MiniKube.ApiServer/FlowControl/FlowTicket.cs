using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.FlowControl.Turns;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>A request's leave to run, once its turn has come. Giving it back twice does no harm.</summary>
internal sealed class FlowTicket(FlowRoute route, string flow, ulong hash, int seats, ProcessorTurns turns) : QueuedRequest(seats), IDisposable
{
    private int _isReleased;

    public FlowRoute Route { get; } = route;

    /// <summary>What tells its flow apart, for people.</summary>
    public string Flow { get; } = flow;

    public ulong FlowHash { get; } = hash;

    /// <summary>Completes when it may run; null for one that never waited.</summary>
    public TaskCompletionSource? Turn { get; set; }

    /// <summary>It took no seat, whatever its level has become since.</summary>
    public bool IsExempt { get; set; }

    /// <summary>Waits for the request's turn to compute, after it has waited for something else.</summary>
    public TurnAwaiter NextTurn(CancellationToken cancellationToken) => IsExempt ? default : turns.Further(this, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            Route.Level.Leave(this);
        }
    }
}
