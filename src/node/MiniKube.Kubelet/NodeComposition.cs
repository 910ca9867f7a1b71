using Grpc.Core;
using k8s.Models;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Client.Informers;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Images;
using MiniKube.Kubelet.Node;
using MiniKube.Kubelet.PodWorkers;
using MiniKube.Kubelet.Probes;
using MiniKube.Kubelet.Status;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet;

/// <summary>Puts the parts of a node together.</summary>
internal static class NodeComposition
{
    public static NodeServices Compose(
        KubeletOptions options,
        IApiClient api,
        CallInvoker cri,
        NodeFacts facts,
        IInformer<V1Service>? services,
        IEventRecorder recorder,
        TimeProvider timeProvider)
    {
        var runtime = new RuntimeService.RuntimeServiceClient(cri);
        var paths = new PodPaths(options);
        var cgroups = new PodCgroups(options);
        var events = new RecordedPodEvents(recorder);
        var objects = new ApiPodObjects(api, services);
        IPodNetwork network = options.IsSimulated ? new SimulatedPodNetwork() : new SocketPodNetwork();
        IPodVolumes volumes = options.IsSimulated ? new NoVolumes() : new NodeVolumes(options, paths, objects, () => facts.Allocatable, timeProvider);
        var hooks = new LifecycleHooks(runtime, network, timeProvider);
        var handlers = new RuntimeHandlers(objects, facts, options);
        var sandboxes = new SandboxConfig(options, paths, cgroups, Dns(options));
        var envs = new EnvBuilder(objects, () => facts.Allocatable);
        var configs = new ContainerConfigBuilder(options, new ContainerMounts(options, paths, handlers), envs, () => facts.MemoryBytes);
        var images = new ImagePuller(new ImageService.ImageServiceClient(cri), new RegistryCredentials(objects), events, timeProvider);
        return new NodeServices
        {
            Options = options,
            Api = api,
            View = new RuntimeView(runtime),
            Actuator = new PodActuator(runtime, volumes, sandboxes, handlers, hooks, paths, events, options, timeProvider),
            Starter = new ContainerStarter(runtime, images, volumes, sandboxes, configs, new PodHosts(options, paths, sandboxes), hooks, events, timeProvider),
            Resizer = new ContainerResizer(runtime, events, () => facts.MemoryBytes),
            Prober = new Prober(runtime, network, timeProvider),
            StatusWriter = new PodStatusWriter(api),
            TerminationMessages = new TerminationMessages(options, paths),
            Remains = new PodRemains(options, paths, cgroups, volumes),
            Volumes = volumes,
            Events = events,
            Facts = facts,
            TimeProvider = timeProvider,
        };
    }

    private static HostDns Dns(KubeletOptions options) =>
        !options.IsSimulated && File.Exists(options.ResolvConfPath) ? HostDns.Parse(File.ReadAllText(options.ResolvConfPath)) : HostDns.None;
}
