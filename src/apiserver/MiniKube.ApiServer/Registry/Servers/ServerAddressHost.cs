using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Aggregation;
using MiniKube.Store;

namespace MiniKube.ApiServer.Registry.Servers;

/// <summary>
/// Holds this server's address among those of the servers that share the store, and lets the <c>kubernetes</c> Service name all of them: at once when
/// one comes or goes, and with each renewal. Owns the loop that does it.
/// </summary>
internal sealed partial class ServerAddressHost : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>A server that stops has other things to do, too: without a store that answers, its lease runs out by itself.</summary>
    private static readonly TimeSpan LeavingMax = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ServerAddresses _addresses;
    private readonly Func<ImmutableArray<IPAddress>, CancellationToken, Task> _publish;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private Task _loops = Task.CompletedTask;
    private int _hasLeft;

    /// <param name="addresses">Those of the servers.</param>
    /// <param name="publish">Lets the Service name them.</param>
    /// <param name="renewal">How often the own address is renewed.</param>
    /// <param name="outside">Clock and log.</param>
    private ServerAddressHost(ServerAddresses addresses, Func<ImmutableArray<IPAddress>, CancellationToken, Task> publish, TimeSpan renewal, ApiServerServices outside)
    {
        _addresses = addresses;
        _publish = publish;
        _time = outside.Time;
        _logger = outside.Logging.CreateLogger<ServerAddressHost>();
        _timer = _time.CreateTimer(_ => _due.Writer.TryWrite(true), null, renewal, renewal);
    }

    /// <summary>Returns when the Service names this server.</summary>
    public static async Task<ServerAddressHost> StartAsync(
        ServerAddresses addresses,
        IStore store,
        Func<ImmutableArray<IPAddress>, CancellationToken, Task> publish,
        TimeSpan renewal,
        ApiServerServices outside,
        CancellationToken cancellationToken)
    {
        var host = new ServerAddressHost(addresses, publish, renewal, outside);
        try
        {
            var after = store.Applied;
            await host.SettleAsync(cancellationToken);
            var follower = new ChangeFollower(store, outside.Time, outside.Logging.CreateLogger<ChangeFollower>());
            void MarkDue() => host._due.Writer.TryWrite(true);
            host._loops = Task.WhenAll(host.RunAsync(host._stop.Token), follower.RunAsync(ServerAddresses.Range, after, _ => MarkDue(), MarkDue, host._stop.Token));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the Service name this server no more: others go on. A second call does nothing.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync();
        await _loops;
        using var limit = new CancellationTokenSource(LeavingMax, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _addresses.LeaveAsync(end.Token);
            await PublishAsync(end.Token);
        }
        catch (Exception error) when (error is StoreUnavailableException or ApiException or OperationCanceledException)
        {
            // The lease runs out, and whoever is left says so then.
            LogFailed(error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _timer.DisposeAsync();
        await _loops;
        _stop.Dispose();
    }

    private Task RunAsync(CancellationToken stop) => RetryLoop.RunAsync(
        async token =>
        {
            await _due.Reader.ReadAsync(token);
            await SettleAsync(token);
        },
        error =>
        {
            LogFailed(error);
            _due.Writer.TryWrite(true);
        },
        RetryDelay,
        _time,
        stop);

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        await _addresses.HoldAsync(cancellationToken);
        await PublishAsync(cancellationToken);
    }

    /// <summary>Of no servers at all nothing is said: whoever was there last may come back.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var there = await _addresses.ListAsync(cancellationToken);
        if (!there.IsEmpty)
        {
            await _publish(there, cancellationToken);
        }
    }

    [LoggerMessage(3241, LogLevel.Warning, "The addresses of the servers could not be seen to; the next attempt follows")]
    private partial void LogFailed(Exception error);
}
