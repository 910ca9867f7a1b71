using System.Diagnostics;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>A request that waits for a processor. Its turn lasts until it waits for something else, or ends.</summary>
internal sealed class WaitingTurn(ProcessorTurns turns, FlowTicket ticket, bool isRefusable, CancellationToken cancellationToken) : QueuedTurn, IThreadPoolWorkItem
{
    private TurnResult _result;
    private Action? _continuation;
    private CancellationTokenRegistration _registration;

    public FlowTicket Ticket { get; } = ticket;

    /// <summary>False for one that has begun, which waits for as long as it takes.</summary>
    public bool IsRefusable { get; } = isRefusable;

    /// <summary>Lines up; the request goes on from another stack.</summary>
    public void Begin(Action continuation)
    {
        _continuation = continuation;
        _registration = cancellationToken.UnsafeRegister(static state => ((WaitingTurn)state!).Cancel(), this);
        turns.Arrive(this);
        if (cancellationToken.IsCancellationRequested)
        {
            Cancel();
        }
    }

    /// <summary>Lets the request go on with what has become of its waiting. Called once.</summary>
    public void GoOn(TurnResult result)
    {
        _result = result;

        // Never to the front of this thread's own work: what has come in the meantime must not wait behind a flood's next request.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        _registration.Unregister();
        try
        {
            // Returns when the request waits for something, or has ended.
            _continuation!();
        }
        finally
        {
            if (_result == TurnResult.Started)
            {
                turns.Finish(this);
            }
        }
    }

    /// <exception cref="ApiException">429: too many wait already, or it has waited too long.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public void ThrowUnlessStarted()
    {
        switch (_result)
        {
            case TurnResult.Started:
                return;
            case TurnResult.Cancelled:
                throw new OperationCanceledException(cancellationToken);
            case TurnResult.Refused or TurnResult.TimedOut:
                throw StatusErrors.TooManyRequests(retryAfterSeconds: 1);
            default:
                throw new UnreachableException();
        }
    }

    private void Cancel()
    {
        if (turns.Withdraw(this))
        {
            GoOn(TurnResult.Cancelled);
        }
    }
}
