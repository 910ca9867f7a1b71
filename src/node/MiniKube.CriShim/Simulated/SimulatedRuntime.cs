using Grpc.Core;
using MiniKube.Cri.InProcess;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Events;
using MiniKube.CriShim.Simulated.Images;
using MiniKube.CriShim.Simulated.Pods;

namespace MiniKube.CriShim.Simulated;

/// <summary>
/// The container runtime of a simulated node: speaks CRI, runs nothing, and lives by the clock it is given. It outlives the
/// kubelet that uses it, as a real one does.
/// </summary>
public sealed class SimulatedRuntime : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly SimulatedConditions _conditions = new();
    private readonly SimulatedImages _images;
    private readonly SimulatedPods _pods;
    private readonly SimulatedRuntimeService _runtimeService;
    private readonly SimulatedImageService _imageService;

    public SimulatedRuntime(SimulatedRuntimeOptions options, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        var events = new EventBroadcast(options.EventsPerReaderMax);
        _images = new SimulatedImages(options, timeProvider);
        _pods = new SimulatedPods(options, timeProvider, events);
        _runtimeService = new SimulatedRuntimeService(options, _pods, _images, events, _conditions, timeProvider);
        _imageService = new SimulatedImageService(_images, timeProvider);
    }

    /// <summary>Offers its services to a gRPC server or an in-process invoker.</summary>
    public void Bind(ServiceBinderBase binder)
    {
        RuntimeService.BindService(binder, _runtimeService);
        ImageService.BindService(binder, _imageService);
    }

    /// <summary>A connection without a socket.</summary>
    public CallInvoker Connect() => new InProcessCallInvoker(_timeProvider, Bind);

    /// <summary>What the Status call says of a condition from now on, such as "NetworkReady".</summary>
    public void SetCondition(string type, bool isReady, string reason = "", string message = "")
        => _conditions.Set(new RuntimeCondition { Type = type, Status = isReady, Reason = reason, Message = message });

    /// <summary>Makes an image present without a pull.</summary>
    public void AddImage(string name) => _ = _images.Add(ImageName.Parse(name));

    /// <summary>Ends a running container as if its process had; false when it does not run.</summary>
    public bool ExitContainer(string containerId, int exitCode) => _pods.EndContainer(containerId, SimulatedExit.Completed(exitCode));

    /// <summary>Ends a running container as the kernel does for want of memory; false when it does not run.</summary>
    public bool OomKillContainer(string containerId) => _pods.EndContainer(containerId, SimulatedExit.OomKilled);

    /// <summary>Writes to a container's output.</summary>
    /// <exception cref="RpcException">NotFound.</exception>
    public void WriteLog(string containerId, string text, bool isStderr = false)
        => _pods.ReadContainer(containerId, static container => container.Log)?.Append(_timeProvider.GetUtcNow(), isStderr, text);

    /// <summary>The last lines of a container's output.</summary>
    /// <exception cref="RpcException">NotFound.</exception>
    public IReadOnlyList<SimulatedLogLine> ReadLog(string containerId)
        => _pods.ReadContainer(containerId, static container => container.Log)?.Read() ?? [];

    public void Dispose() => _pods.Dispose();
}
