using System.Threading.Channels;
using Grpc.Core;

namespace MiniKube.Cri.InProcess;

/// <summary>One call from its start to its status; shared by the caller's side and the service's.</summary>
internal sealed class InProcessCall : IDisposable
{
    // Neither linked nor timed, so that it holds nothing and may be cancelled at any time, even after the end.
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _callerCancels;
    private readonly ITimer? _deadline;
    private readonly TaskCompletionSource<Metadata> _responseHeaders = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InProcessCallContext _context;
    private volatile bool _deadlinePassed;
    private volatile object? _status;

    public InProcessCall(string method, CallOptions options, TimeProvider timeProvider)
    {
        _context = new InProcessCallContext(method, options, _responseHeaders, _cancellation.Token);
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            var left = deadline.ToUniversalTime() - timeProvider.GetUtcNow().UtcDateTime;
            _deadline = timeProvider.CreateTimer(
                static state => ((InProcessCall)state!).PassDeadline(), this, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        _callerCancels = options.CancellationToken.UnsafeRegister(static state => ((InProcessCall)state!).Dispose(), this);
    }

    public Task<Metadata> ResponseHeadersAsync => _responseHeaders.Task;

    public CancellationToken Cancellation => _cancellation.Token;

    public Status GetStatus()
        => (Status?)_status ?? throw new InvalidOperationException("The call has not ended, so it has no status yet.");

    public Metadata GetTrailers() => _context.ResponseTrailers;

    /// <summary>Ends the call when it still runs.</summary>
    public void Dispose() => _cancellation.Cancel();

    /// <summary>Why the call was cut short.</summary>
    public RpcException Cancelled() => new(_deadlinePassed
        ? new Status(StatusCode.DeadlineExceeded, "the deadline of the call has passed")
        : new Status(StatusCode.Cancelled, "the call was cancelled by its caller"));

    public async Task<T> RunAsync<T>(Func<ServerCallContext, Task<T>> serve)
    {
        try
        {
            _cancellation.Token.ThrowIfCancellationRequested();
            var result = await serve(_context).WaitAsync(_cancellation.Token);
            if (_context.Status.StatusCode != StatusCode.OK)
            {
                throw new RpcException(_context.Status, _context.ResponseTrailers);
            }

            Finish(Status.DefaultSuccess);
            return result;
        }
        catch (RpcException exception)
        {
            foreach (var trailer in exception.Trailers.Except(_context.ResponseTrailers))
            {
                _context.ResponseTrailers.Add(trailer);
            }

            Finish(exception.Status);
            throw;
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            var cancelled = Cancelled();
            Finish(cancelled.Status);
            throw cancelled;
        }
#pragma warning disable CA1031 // A service that breaks is an answer of the protocol, whatever broke in it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var status = new Status(StatusCode.Unknown, exception.Message, exception);
            Finish(status);
            throw new RpcException(status);
        }
    }

    /// <summary>Runs a streaming handler; its end, good or bad, is the end of <paramref name="responses"/>. Never fails itself.</summary>
    public async Task RunAsync<T>(Func<ServerCallContext, Task> serve, ChannelWriter<T> responses)
    {
        try
        {
            _ = await RunAsync(async context =>
            {
                await serve(context);
                return true;
            });
            _ = responses.TryComplete();
        }
        catch (RpcException exception)
        {
            _ = responses.TryComplete(exception);
        }
    }

    private void Finish(Status status)
    {
        _status = status;
        _ = _responseHeaders.TrySetResult([]);
        _ = _callerCancels.Unregister();
        _deadline?.Dispose();
    }

    private void PassDeadline()
    {
        _deadlinePassed = true;
        _cancellation.Cancel();
    }
}
