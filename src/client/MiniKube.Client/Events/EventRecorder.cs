using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Events;

/// <summary>Sends events to the server from a loop of its own; those of a full queue are dropped and counted.</summary>
public sealed partial class EventRecorder : IEventRecorder
{
    private const int QueueMax = 1000;
    private const int AttemptsMax = 5;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly IApiClient _api;
    private readonly string _component;
    private readonly string _host;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventCorrelator _correlator = new();
    private readonly Channel<Occurrence> _queue =
        Channel.CreateBounded<Occurrence>(new BoundedChannelOptions(QueueMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private long _sequence;
    private int _pending;
    private long _dropped;

    /// <summary>Tells as a component (<c>deployment-controller</c>, <c>kubelet</c>) on a host; the host is empty where it does not matter.</summary>
    public EventRecorder(IApiClient api, string component, string host, TimeProvider time, ILogger logger)
    {
        _api = api;
        _component = component;
        _host = host;
        _time = time;
        _logger = logger;
    }

    /// <summary>Events recorded but not yet sent or given up.</summary>
    public int PendingCount => Volatile.Read(ref _pending);

    /// <summary>Events lost because the queue was full.</summary>
    public long DroppedCount => Volatile.Read(ref _dropped);

    public void Record(V1ObjectReference about, string type, string reason, string message)
    {
        Interlocked.Increment(ref _pending);
        if (!_queue.Writer.TryWrite(new Occurrence(about, type, reason, message, _time.GetUtcNow())))
        {
            Interlocked.Decrement(ref _pending);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var occurrence in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                if (_correlator.Admit(occurrence) is { } admitted)
                {
                    await SendWithRetriesAsync(admitted, cancellationToken);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _pending);
            }
        }
    }

    private async Task SendWithRetriesAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(occurrence, cancellationToken);
                return;
            }
            catch (ApiException refusal)
            {
                // The server has decided (the namespace is going away, say): trying again changes nothing.
                LogRefused(occurrence.Reason, occurrence.About.Name, refusal.Message);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // A lost event must not end the loop that sends the others: the edge of the loop.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (attempt == AttemptsMax)
                {
                    LogLost(failure, occurrence.Reason, occurrence.About.Name);
                    return;
                }

                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }

    private async Task SendAsync(Occurrence occurrence, CancellationToken cancellationToken)
    {
        if (_correlator.Find(occurrence) is { } series)
        {
            var next = series with { Count = series.Count + 1, Last = occurrence.At };
            try
            {
                await _api.PatchAsync<Corev1Event>(new NamespacedName(NamespaceOf(occurrence), series.Name), CountPatch(occurrence, next), cancellationToken);
                _correlator.Remember(occurrence, next);
                return;
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                // Events live for an hour; this one comes too late to be counted and starts anew.
                _correlator.Forget(occurrence);
            }
        }

        var first = new EventSeries(NewName(occurrence), 1, occurrence.At, occurrence.At);
        await _api.CreateAsync(NewEvent(occurrence, first), cancellationToken);
        _correlator.Remember(occurrence, first);
    }

    private static string NamespaceOf(Occurrence occurrence) => occurrence.About.NamespaceProperty is { Length: > 0 } name ? name : "default";

    private static DateTime Seconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    private static PatchBody CountPatch(Occurrence occurrence, EventSeries series) => PatchBody.Merge(new JsonObject
    {
        ["count"] = series.Count,
        ["lastTimestamp"] = Seconds(series.Last).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        ["message"] = occurrence.Message,
    });

    // The time makes the name unique across restarts, the number within one.
    private string NewName(Occurrence occurrence) =>
        $"{occurrence.About.Name}.{occurrence.At.UtcTicks:x}{Interlocked.Increment(ref _sequence) & 0xFFFF:x4}";

    private Corev1Event NewEvent(Occurrence occurrence, EventSeries series) => new()
    {
        Metadata = new V1ObjectMeta { Name = series.Name, NamespaceProperty = NamespaceOf(occurrence) },
        InvolvedObject = occurrence.About,
        Type = occurrence.Type,
        Reason = occurrence.Reason,
        Message = occurrence.Message,
        Count = series.Count,
        FirstTimestamp = Seconds(series.First),
        LastTimestamp = Seconds(series.Last),
        Source = new V1EventSource { Component = _component, Host = _host.Length == 0 ? null : _host },
        ReportingComponent = _component,
        ReportingInstance = _host,
    };

    [LoggerMessage(20, LogLevel.Debug, "The server refused the event {Reason} of {Name}: {Why}")]
    private partial void LogRefused(string reason, string name, string why);

    [LoggerMessage(21, LogLevel.Warning, "The event {Reason} of {Name} could not be sent and is lost")]
    private partial void LogLost(Exception failure, string reason, string name);
}
