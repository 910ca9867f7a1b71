using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>Keeps one object as the server needs it: puts it right at the start, and whenever somebody changes or deletes it. Owns the loop that does it.</summary>
internal sealed partial class KeptObjectHost : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly ObjectStorage _storage;
    private readonly Key _key;
    private readonly Func<StoredObject?, CancellationToken, Task> _settle;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="storage">Where it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="settle">Puts it right; null: it is not there.</param>
    /// <param name="outside">Clock and log.</param>
    public KeptObjectHost(ObjectStorage storage, Key key, Func<StoredObject?, CancellationToken, Task> settle, ApiServerServices outside)
    {
        _storage = storage;
        _key = key;
        _settle = settle;
        _logger = outside.Logging.CreateLogger<KeptObjectHost>();
        _running = RetryLoop.RunAsync(WatchAsync, error => LogFailed(error, _key), RetryDelay, outside.Time, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        var range = KeyRange.Single(_key);
        var at = await _storage.CurrentRevisionAsync(range, stop);
        await _settle(await _storage.FindAsync(_key, stop), stop);
        await foreach (var batch in _storage.Store.WatchAsync(new WatchRequest(range, at.Next), stop))
        {
            if (!batch.Events.IsEmpty)
            {
                await _settle(await _storage.FindAsync(_key, stop), stop);
            }
        }
    }

    [LoggerMessage(3231, LogLevel.Warning, "{Key} could not be looked after; the next attempt follows")]
    private partial void LogFailed(Exception error, Key key);
}
