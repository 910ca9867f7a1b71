using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Registry;

/// <summary>Takes events away an hour after they were last seen. Owns the loop that does it.</summary>
internal sealed partial class EventExpiry : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectStorage _storage;
    private readonly ServedResource _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;

    public EventExpiry(ObjectStorage storage, ServedResource events, TimeProvider time, ILogger<EventExpiry> logger)
    {
        _storage = storage;
        _events = events;
        _time = time;
        _logger = logger;
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await ExpireAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        try
        {
            var range = _events.Keys.Range("");
            var at = await _storage.CurrentRevisionAsync(range, cancellationToken);
            await foreach (var page in ObjectPages.ReadAsync(_storage, range, at, cancellationToken))
            {
                foreach (var item in page)
                {
                    var stored = new StoredObject(item);
                    if (_time.GetUtcNow() - LastSeen(stored) > Lifetime)
                    {
                        // An event that was seen again meanwhile is another revision, which this does not delete.
                        await _storage.DeleteAsync(stored, batch: null, cancellationToken);
                    }
                }
            }
        }
#pragma warning disable CA1031 // The loop's edge: what could not be taken away now is tried again at the next tick.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(error);
        }
    }

    private DateTimeOffset LastSeen(StoredObject stored)
    {
        var tree = _events.Decode(stored);
        DateTimeOffset?[] times =
        [
            tree.Metadata.Time("creationTimestamp"),
            tree.Time("lastTimestamp"),
            tree.Time("eventTime"),
            tree.Child("series").Time("lastObservedTime"),
        ];
        return times.Max() ?? DateTimeOffset.MinValue;
    }

    [LoggerMessage(3201, LogLevel.Warning, "Old events could not be taken away; the next attempt follows")]
    private partial void LogFailed(Exception error);
}
