using Grpc.Core;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Cri.Streams;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Logs;
using MiniKube.Kubelet.Node;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.PodSources;
using MiniKube.Kubelet.PodWorkers;
using MiniKube.Kubelet.Serving;
using MiniKube.Kubelet.Serving.Access;
using MiniKube.Kubelet.Serving.InProcess;

namespace MiniKube.Kubelet;

/// <summary>One node: registers it, and runs the pods that are bound to it on a container runtime.</summary>
public sealed partial class KubeletHost
{
    private static readonly TimeSpan RuntimeRetry = TimeSpan.FromMilliseconds(200);

    private readonly KubeletOptions _options;
    private readonly IApiClient _api;
    private readonly CallInvoker _cri;
    private readonly TimeProvider _timeProvider;
    private readonly IRandomSource _random;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource<KubeletEndpoints> _endpoints = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">The options are wrong; the message says what.</exception>
    public KubeletHost(
        KubeletOptions options, IApiClient api, CallInvoker cri, TimeProvider timeProvider, IRandomSource random, ILoggerFactory loggers)
    {
        options.Validate();
        (_options, _api, _cri, _timeProvider, _random, _loggers) = (options, api, cri, timeProvider, random, loggers);
        _logger = loggers.CreateLogger<KubeletHost>();
    }

    /// <summary>A source shared with other nodes; without one the node follows its own pods itself.</summary>
    public IPodSource? PodSource { get; init; }

    /// <summary>All services, for containers' variables; without it the node follows them itself, a simulated one does without.</summary>
    public IInformer<V1Service>? Services { get; init; }

    /// <summary>How kubectl exec, attach and port-forward get into containers; without it they are refused.</summary>
    public IContainerStreams? Streams { get; init; }

    /// <summary>Completes once the API has the node.</summary>
    public Task Registered => _registered.Task;

    /// <summary>What the node serves, without a socket; the caller is trusted. Works once the node runs.</summary>
    public HttpMessageHandler CreateInProcessHandler() => new InProcessKubeletHandler(async (context, token) =>
    {
        var endpoints = await _endpoints.Task.WaitAsync(token);
        await endpoints.HandleAsync(context);
    });

    /// <summary>Runs the node until cancelled. Containers live on, and the next host adopts them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await RunAsync(token => RunAsync(stop, token), stop);
    }

    private async Task RunAsync(CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var (version, status) = await ConnectAsync(cancellationToken);
        var facts = Facts(version, status);
        var informers = new InformerFactory(_api, _timeProvider, _random, _loggers);
        var source = PodSource ?? new InformerPodSource(informers.For<V1Pod>(new InformerScope { FieldSelector = $"spec.nodeName={_options.NodeName}" }));
        var services = Services ?? (_options.IsSimulated ? null : informers.For<V1Service>());
        var recorder = new EventRecorder(_api, "kubelet", _options.NodeName, _timeProvider, _loggers.CreateLogger<EventRecorder>());
        var node = NodeComposition.Compose(_options, _api, _cri, facts, services, recorder, _timeProvider);
        var pool = new PodWorkerPool(node, _loggers.CreateLogger<PodWorkerPool>());
        var watcher = new RuntimeWatcher(_cri, node.View, pool, _options, _timeProvider, _loggers.CreateLogger<RuntimeWatcher>());
        using var logs = new LogWatcher(_options.LogDirectory);
        var endpoints = Endpoints(pool, logs);
        _endpoints.TrySetResult(endpoints);
        await using var server = _options.Serving is { } serving
            ? await KubeletServer.StartAsync(serving, Gate(), endpoints.HandleAsync, _loggers, cancellationToken)
            : null;
        var reporter = new NodeReporter(_options, facts, _api, _cri, server?.Port ?? 0, _timeProvider, _loggers.CreateLogger<NodeReporter>());
        var rotator = new LogRotator(_cri, pool, new PodPaths(_options), _options, _timeProvider, _loggers.CreateLogger<LogRotator>());
        var lease = new NodeLease(_options, _api, _timeProvider, _loggers.CreateLogger<NodeLease>());

        Func<CancellationToken, Task>[] loops =
        [
            informers.RunAsync,
            recorder.RunAsync,
            reporter.RunAsync,
            token => RunLeaseAsync(reporter, lease, token),
            token => RunPodsAsync(source, services, pool, watcher, node, token),
            rotator.RunAsync,
        ];
        await Task.WhenAll(loops.Select(loop => RunAsync(loop, stop)));
    }

    private KubeletGate Gate() => new(new CallerReviews(_api, _options.NodeName, _timeProvider), _loggers.CreateLogger<KubeletGate>());

    private KubeletEndpoints Endpoints(PodWorkerPool pool, LogWatcher logs)
    {
        var pods = new PodLookup(pool);
        return new KubeletEndpoints(
            pods,
            new LogEndpoint(pods, new LogReader(logs), new PodPaths(_options), _timeProvider),
            new StreamEndpoint(pods, Streams, _timeProvider),
            new PortForwardEndpoint(pods, Streams, _timeProvider),
            new ServedMetrics(pool, _options.NodeName),
            _loggers.CreateLogger<KubeletEndpoints>());
    }

    private async Task RunLeaseAsync(NodeReporter reporter, NodeLease lease, CancellationToken cancellationToken)
    {
        await reporter.Registered.WaitAsync(cancellationToken);
        _registered.TrySetResult();
        await lease.RunAsync(cancellationToken);
    }

    private async Task RunPodsAsync(
        IPodSource source, IInformer<V1Service>? services, PodWorkerPool pool, RuntimeWatcher watcher, NodeServices node, CancellationToken cancellationToken)
    {
        // Before all pods are known, any running pod would look like one that nobody wants.
        await source.WaitForSyncAsync(cancellationToken);
        if (services is not null)
        {
            await services.WaitForSyncAsync(cancellationToken);
        }

        using var subscription = source.Subscribe(_options.NodeName, pool);
        await ClearUnknownAsync(pool, node, cancellationToken);
        await Task.WhenAll(pool.RunAsync(cancellationToken), watcher.RunAsync(cancellationToken));
    }

    private async Task ClearUnknownAsync(PodWorkerPool pool, NodeServices node, CancellationToken cancellationToken)
    {
        try
        {
            // What the runtime still has is cleared away in order, containers first.
            var alive = await node.View.ListAsync(cancellationToken);
            node.Remains.ClearUnknown(uid => pool.Find(uid) is not null || alive.ContainsKey(uid));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            LogClearFailed(e);
        }
    }

    /// <summary>One loop that ends ends all: a node that does only half of its work must not look alive.</summary>
    private static async Task RunAsync(Func<CancellationToken, Task> loop, CancellationTokenSource stop)
    {
        try
        {
            await loop(stop.Token);
        }
        catch (RpcException) when (stop.IsCancellationRequested)
        {
            // gRPC has its own word for it.
            throw new OperationCanceledException(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
        }
    }

    private NodeFacts Facts(VersionResponse version, StatusResponse status)
    {
        var machine = _options.IsSimulated ? MachineFacts.Simulated(_options.NodeName) : MachineFacts.Read(_options.RootDirectory);
        var capacity = NodeCapacity.Capacity(_options, machine);
        return new NodeFacts
        {
            Ips = [.. _options.NodeIps.Select(ip => ip.ToString())],
            RuntimeName = version.RuntimeName,
            RuntimeVersion = version.RuntimeVersion,
            Machine = machine,
            Capacity = capacity,
            Allocatable = NodeCapacity.Allocatable(_options, capacity),
            Traits = new NodeTraits
            {
                UnsafeSysctls = _options.UnsafeSysctls,
                HasAppArmor = machine.HasAppArmor,
                HasStrictGroups = _options.IsSimulated || status.Features?.SupplementalGroupsPolicy is true,
            },
            TellsOfFeatures = status.Features is not null,
            Handlers = [.. status.RuntimeHandlers],
        };
    }

    /// <summary>Waits for the runtime; it may start after the node.</summary>
    private async Task<(VersionResponse Version, StatusResponse Status)> ConnectAsync(CancellationToken cancellationToken)
    {
        var runtime = new RuntimeService.RuntimeServiceClient(_cri);
        var isTold = false;
        while (true)
        {
            try
            {
                var version = await runtime.VersionAsync(new VersionRequest(), cancellationToken: cancellationToken);
                if (_options.PodCidr.Length > 0)
                {
                    var config = new RuntimeConfig { NetworkConfig = new NetworkConfig { PodCidr = _options.PodCidr } };
                    _ = await runtime.UpdateRuntimeConfigAsync(new UpdateRuntimeConfigRequest { RuntimeConfig = config }, cancellationToken: cancellationToken);
                }

                return (version, await runtime.StatusAsync(new StatusRequest(), cancellationToken: cancellationToken));
            }
            catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (!isTold)
                {
                    isTold = true;
                    LogRuntimeMissing(e.Status.Detail);
                }

                await Task.Delay(RuntimeRetry, _timeProvider, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 10001, Level = LogLevel.Warning, Message = "What is left of unknown pods could not be cleared away")]
    private partial void LogClearFailed(Exception exception);

    [LoggerMessage(EventId = 10000, Level = LogLevel.Warning, Message = "The container runtime does not answer yet: {Why}")]
    private partial void LogRuntimeMissing(string why);
}
