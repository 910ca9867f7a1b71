using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;

namespace MiniKube.Controllers.Common;

/// <summary>What every controller is made from.</summary>
internal sealed class ControllerContext(IApiClient api, TimeProvider time, IRandomSource random, ILoggerFactory loggers, int workers)
{
    private readonly List<EventRecorder> _recorders = [];

    public IApiClient Api { get; } = api;

    public TimeProvider Time { get; } = time;

    public InformerFactory Informers { get; } = new(api, time, random, loggers);

    public int Workers { get; } = workers;

    public IReadOnlyList<EventRecorder> Recorders => _recorders;

    public ILogger Logger(string controller) => loggers.CreateLogger($"MiniKube.Controllers.{controller}");

    /// <summary>A recorder that tells as this component; it runs with the controllers.</summary>
    public IEventRecorder NewRecorder(string component)
    {
        var recorder = new EventRecorder(Api, component, "", Time, Logger(component));
        _recorders.Add(recorder);
        return recorder;
    }
}
