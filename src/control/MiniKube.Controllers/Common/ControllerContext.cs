using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;

namespace MiniKube.Controllers.Common;

/// <summary>What every controller is made from.</summary>
/// <param name="api">What all controllers read with.</param>
/// <param name="apiFor">What one controller writes with: its own service account, by name.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Chance, for jitter.</param>
/// <param name="loggers">Where they log to.</param>
/// <param name="workers">Reconciliations at the same time, for each controller.</param>
internal sealed class ControllerContext(
    IApiClient api, Func<string, IApiClient> apiFor, TimeProvider time, IRandomSource random, ILoggerFactory loggers, int workers)
{
    private readonly List<EventRecorder> _recorders = [];

    public TimeProvider Time { get; } = time;

    /// <summary>The API as the controller manager itself sees it, for what its own role holds.</summary>
    public IApiClient Manager { get; } = api;

    public InformerFactory Informers { get; } = new(api, time, random, loggers);

    public int Workers { get; } = workers;

    public IReadOnlyList<EventRecorder> Recorders => _recorders;

    public ILogger Logger(string controller) => loggers.CreateLogger($"MiniKube.Controllers.{controller}");

    /// <summary>The API as the controller's own service account sees it: <c>deployment-controller</c>.</summary>
    public IApiClient ApiFor(string controller) => apiFor(controller);

    /// <summary>A recorder that tells as this component; it runs with the controllers.</summary>
    public IEventRecorder NewRecorder(string component)
    {
        var recorder = new EventRecorder(ApiFor(component), component, "", Time, Logger(component));
        _recorders.Add(recorder);
        return recorder;
    }
}
