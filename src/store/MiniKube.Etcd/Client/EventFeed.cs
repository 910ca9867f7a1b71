using System.Collections.Immutable;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store;
using MiniKube.Store.Watching;

namespace MiniKube.Etcd.Client;

/// <summary>
/// Follows all changes of the cluster with one watch, and lets any number of watches here read them. Goes on where it was after a member
/// was lost.
/// </summary>
internal sealed partial class EventFeed : IWatchSource, IAsyncDisposable
{
    private static readonly TimeSpan RetryAfterMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(2);

    private readonly EtcdConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<CancellationToken, ValueTask<Revision>> _readNewest;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    /// <param name="connection">The cluster.</param>
    /// <param name="last">The revision after which it begins.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="readNewest">Asks for the newest revision, linearizably.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where losses are said.</param>
    public EventFeed(
        EtcdConnection connection,
        Revision last,
        EtcdStoreOptions options,
        Func<CancellationToken, ValueTask<Revision>> readNewest,
        TimeProvider time,
        ILogger logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
        _readNewest = readNewest;
        Window = new EventWindow(last, options.HistoryBytesMax);
        Watchers = new WatcherIndex(time, options.ProgressInterval, last);
        _running = RunAsync(_ending.Token);
    }

    public EventWindow Window { get; }

    public WatcherIndex Watchers { get; }

    public Revision Newest => _connection.Newest;

    public WatchBatch? Read(KeyRange range, Revision from, out bool isCaughtUp) => Window.Read(range, from, out isCaughtUp);

    public void ThrowIfUnavailable()
    {
        if (_ending.IsCancellationRequested)
        {
            throw Unavailable();
        }
    }

    public StoreUnavailableException Unavailable() => new("the store is shutting down");

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
        Watchers.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var retryAfter = RetryAfterMin;
        while (!cancellationToken.IsCancellationRequested)
        {
            var before = Window.Last;
            await FollowAsync(cancellationToken);
            retryAfter = Window.Last > before ? RetryAfterMin : retryAfter < RetryAfterMax ? retryAfter * 2 : retryAfter;
            await Task.Delay(retryAfter, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Follows one member until that ends, however it does.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var endpoint = _connection.Current;
        try
        {
            await foreach (var events in UpstreamWatch.ReadAsync(_connection, endpoint, Window.Last.Next, cancellationToken))
            {
                Take(events);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (CompactedException exception)
        {
            await BeginAnewAsync(exception.Oldest, cancellationToken);
            return;
        }
#pragma warning disable CA1031 // The edge of the loop: whatever it was, the next member is tried.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            LogLost(_logger, endpoint.Address, (exception as RpcException)?.Status.Detail ?? exception.Message);
        }

        _connection.Leave(endpoint);
    }

    private void Take(ImmutableArray<KeyEvent> events)
    {
        List<ImmutableArray<KeyEvent>> revisions = [];
        for (var start = 0; start < events.Length;)
        {
            var end = start + 1;
            while (end < events.Length && events[end].At == events[start].At)
            {
                end++;
            }

            var revision = start == 0 && end == events.Length ? events : events[start..end];
            Window.Add(revision);
            revisions.Add(revision);
            start = end;
        }

        Watchers.Notify(revisions, events[^1].At);
    }

    /// <summary>What was between is gone for good. Every watch looks for itself, and is told by the cluster.</summary>
    private async Task BeginAnewAsync(Revision oldest, CancellationToken cancellationToken)
    {
        var missed = Window.Last.Next;
        try
        {
            var newest = await _readNewest(cancellationToken);
            LogGap(_logger, missed, oldest);
            Window.Reset(newest);
            Watchers.Jump(missed, newest);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            // Tried again, as after any loss.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The watch of etcd at {Address} was lost: {Reason}")]
    private static partial void LogLost(ILogger logger, Uri address, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Revision {Missed} was compacted before it could be read; the oldest kept is {Oldest}")]
    private static partial void LogGap(ILogger logger, Revision missed, Revision oldest);
}
