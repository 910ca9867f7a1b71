namespace MiniKube.ApiServer.Http;

/// <summary>Counts requests, so that the server can wait for the last one.</summary>
internal sealed class RunningRequests
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _none;
    private int _count;

    /// <summary>Counts a request until it is disposed.</summary>
    public Seat Enter()
    {
        lock (_gate)
        {
            _count++;
        }

        return new Seat(this);
    }

    /// <summary>Waits until no request runs, or gives up when the token says so.</summary>
    public async Task WaitForNoneAsync(CancellationToken cancellationToken)
    {
        Task none;
        lock (_gate)
        {
            if (_count == 0)
            {
                return;
            }

            none = (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await none.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_count == 0)
            {
                _none?.TrySetResult();
            }
        }
    }

    /// <summary>One running request.</summary>
    public readonly struct Seat(RunningRequests owner) : IDisposable
    {
        public void Dispose() => owner.Leave();
    }
}
