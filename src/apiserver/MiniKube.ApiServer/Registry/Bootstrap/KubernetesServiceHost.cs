using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>Makes the <c>kubernetes</c> Service anew when somebody deletes it: pods reach the server by it.</summary>
internal sealed partial class KubernetesServiceHost : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly ObjectStorage _storage;
    private readonly Key _key;
    private readonly Func<CancellationToken, Task> _make;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="storage">Where it is.</param>
    /// <param name="services">The resource.</param>
    /// <param name="make">Makes what is missing.</param>
    /// <param name="outside">Clock and log.</param>
    public KubernetesServiceHost(ObjectStorage storage, ServedResource services, Func<CancellationToken, Task> make, ApiServerServices outside)
    {
        _storage = storage;
        _key = services.Keys.For(new NamespacedName("default", "kubernetes"));
        _make = make;
        _time = outside.Time;
        _logger = outside.Logging.CreateLogger<KubernetesServiceHost>();
        _running = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The edge of a loop that must outlive any one failure.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
                await Task.Delay(RetryDelay, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        var range = KeyRange.Single(_key);
        var at = await _storage.CurrentRevisionAsync(range, stop);
        await MakeIfGoneAsync(stop);
        await foreach (var batch in _storage.Store.WatchAsync(new WatchRequest(range, at.Next), stop))
        {
            if (batch.Events.Any(change => change.Current is null))
            {
                await MakeIfGoneAsync(stop);
            }
        }
    }

    private async Task MakeIfGoneAsync(CancellationToken stop)
    {
        if (await _storage.FindAsync(_key, stop) is null)
        {
            await _make(stop);
        }
    }

    [LoggerMessage(3231, LogLevel.Warning, "The kubernetes Service could not be looked after; the next attempt follows")]
    private partial void LogFailed(Exception error);
}
