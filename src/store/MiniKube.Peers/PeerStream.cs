using System.Threading.Channels;
using Grpc.Core;
using MiniKube.Peers.Protocol;

namespace MiniKube.Peers;

/// <summary>
/// One long call that carries what is sent. When it breaks, what waits is thrown away, since the core sends again what is still true, and a
/// new call is begun, later and later while that fails.
/// </summary>
/// <typeparam name="TItem">What is sent.</typeparam>
/// <typeparam name="TWritten">What is written: one item, or many together.</typeparam>
internal sealed class PeerStream<TItem, TWritten> : IAsyncDisposable
    where TItem : class
{
    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(50);

    /// <summary>Short: a member that is back must hear of its leader before it would campaign, and to knock costs little.</summary>
    private static readonly TimeSpan BackOffMax = TimeSpan.FromMilliseconds(500);

    private readonly Channel<TItem> _queue;
    private readonly Func<CancellationToken, AsyncClientStreamingCall<TWritten, Delivered>> _call;
    private readonly Func<TItem, Func<TItem?>, TWritten> _gather;
    private readonly PeerStreamEvents? _events;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private TaskCompletionSource _heard = new();

    /// <param name="itemsMax">How many may wait; more are lost.</param>
    /// <param name="call">Begins the call.</param>
    /// <param name="gather">Makes what is written of the first item and of those that wait behind it.</param>
    /// <param name="events">Told how it goes; null for nobody.</param>
    /// <param name="time">The clock.</param>
    public PeerStream(
        int itemsMax,
        Func<CancellationToken, AsyncClientStreamingCall<TWritten, Delivered>> call,
        Func<TItem, Func<TItem?>, TWritten> gather,
        PeerStreamEvents? events,
        TimeProvider time)
    {
        _queue = Channel.CreateBounded<TItem>(new BoundedChannelOptions(itemsMax)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            SingleReader = true,

            // Who has something to send hands it to the connection, where nothing is being sent: others wait for it, and a change of thread is longer than that.
            AllowSynchronousContinuations = true,
        });
        _call = call;
        _gather = gather;
        _events = events;
        _time = time;
        _running = Task.Run(RunAsync, _stopping.Token);
    }

    /// <summary>Sends, or loses, without waiting.</summary>
    public void TrySend(TItem item) => _queue.Writer.TryWrite(item);

    /// <summary>The other side has called: when the call of now fails, or has failed, the next one need not wait.</summary>
    public void TryNow() => Volatile.Read(ref _heard).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_running);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var backOff = BackOffMin;
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token))
            {
                // To begin a call takes long; not on the sender's thread.
                await Task.Yield();
                var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _heard, heard);
                var begin = _time.GetTimestamp();
                try
                {
                    await SendAllAsync(_stopping.Token);
                }
#pragma warning disable CA1031 // Whatever broke the call, the next one may do; the link must not end by itself.
                catch (Exception exception) when (!_stopping.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    _events?.Lost(exception);
                }

                // A call that held for a while was a good one.
                backOff = _time.GetElapsedTime(begin) > BackOffMax ? BackOffMin : backOff;
                await PauseAsync(heard.Task, backOff);
                backOff = backOff * 2 < BackOffMax ? backOff * 2 : BackOffMax;
                while (_queue.Reader.TryRead(out _))
                {
                    // Stale by now.
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException && _stopping.IsCancellationRequested)
        {
        }
    }

    private async Task PauseAsync(Task heard, TimeSpan backOff)
    {
        try
        {
            await heard.WaitAsync(backOff, _time, _stopping.Token);
        }
        catch (TimeoutException)
        {
            // Nothing was heard; it may be there all the same.
        }
    }

    private async Task SendAllAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = _call(cancellationToken);
        var ending = CancelAfterAsync(call.ResponseAsync, ended);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(ended.Token))
            {
                if (_queue.Reader.TryRead(out var first))
                {
                    await call.RequestStream.WriteAsync(_gather(first, Next), ended.Token);
                    _events?.Reached();
                }
            }
        }
        catch (OperationCanceledException) when (call.ResponseAsync.IsCompleted)
        {
            // It says why.
            await call.ResponseAsync;
        }
        finally
        {
            call.Dispose();
            await ending;
        }
    }

    /// <summary>The answer comes only when the call has ended, whatever the reason.</summary>
    private static async Task CancelAfterAsync(Task<Delivered> answer, CancellationTokenSource ended)
    {
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync();
    }

    private TItem? Next() => _queue.Reader.TryRead(out var item) ? item : null;
}
