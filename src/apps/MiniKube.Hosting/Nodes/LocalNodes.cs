using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using k8s.Models;
using MiniKube.Client.Informers;
using MiniKube.Cri.Streams;
using MiniKube.Hosting.Components;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Nodes.Identity;
using MiniKube.Hosting.Waiting;
using MiniKube.Kubelet;
using MiniKube.Kubelet.PodSources;

namespace MiniKube.Hosting.Nodes;

/// <summary>The nodes that run in this process beside their control plane.</summary>
public sealed class LocalNodes : IAsyncDisposable
{
    /// <summary>Watches nodes and pods for all the nodes of this process.</summary>
    private const string Supervisor = "system:mkube";

    private readonly ControlPlane _controlPlane;
    private readonly ComponentGroup _group;
    private readonly HostServices _services;
    private readonly List<IDisposable> _owned = [];
    private readonly HashSet<string> _names = [];
    private InformerPodSource? _simulatedPods;

    private LocalNodes(ControlPlane controlPlane, ComponentGroup group, HostServices services)
    {
        _controlPlane = controlPlane;
        _group = group;
        _services = services;
    }

    /// <summary>Starts the machine's own node, real or simulated, and the simulated ones beside it.</summary>
    public static async Task<LocalNodes> StartAsync(
        ComponentGroup group, ControlPlane controlPlane, NodeOptions options, HostServices services, CancellationToken cancellationToken)
    {
        var nodes = new LocalNodes(controlPlane, group, services);
        if (options.Runtime == NodeRuntime.Containerd)
        {
            await nodes.AddContainerdNodeAsync(options, cancellationToken);
        }
        else
        {
            nodes.AddSimulatedNode(options.NodeName, 0, isTainted: false);
        }

        nodes.AddSimulatedNodes(options.SimulatedNodes, areTainted: options.Runtime == NodeRuntime.Containerd);
        return nodes;
    }

    /// <summary>Starts simulated nodes only.</summary>
    public static LocalNodes StartSimulated(ComponentGroup group, ControlPlane controlPlane, int count, HostServices services)
    {
        var nodes = new LocalNodes(controlPlane, group, services);
        nodes.AddSimulatedNodes(count, areTainted: false);
        return nodes;
    }

    /// <summary>Waits until every node here has told the API server that it is ready.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) =>
        _controlPlane.ClientFor(Supervisor, [], "mkube").WaitForAllAsync<V1Node>(
            null,
            all => _names.All(name => all.TryGetValue(name, out var node) && IsReady(node)),
            cancellationToken);

    public ValueTask DisposeAsync()
    {
        _owned.ForEach(owned => owned.Dispose());
        return ValueTask.CompletedTask;
    }

    private static bool IsReady(V1Node node) =>
        node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private void AddSimulatedNodes(int count, bool areTainted)
    {
        for (var number = 1; number <= count; number++)
        {
            AddSimulatedNode(string.Create(CultureInfo.InvariantCulture, $"simulated-{number}"), number, areTainted);
        }
    }

    private void AddSimulatedNode(string name, int number, bool isTainted)
    {
        var node = SimulatedNode.Create(name, number, isTainted, _services.Time);
        _owned.Add(node.Runtime);
        var cri = node.Runtime.Connect();
        var kubelet = StartKubelet(node.Options, cri, new ExecSyncStreams(cri), _simulatedPods ??= FollowPods());
        _controlPlane.Kubelets.Add(name, kubelet.CreateInProcessHandler());
    }

    /// <summary>One copy of all pods for all simulated nodes: hundreds of watches would cost more than the nodes themselves.</summary>
    private InformerPodSource FollowPods()
    {
        var client = _controlPlane.ClientFor(Supervisor, [], "mkube-simulated-nodes");
        var informers = new InformerFactory(client, _services.Time, _services.Random, _services.Logging);
        var source = new InformerPodSource(informers.For<V1Pod>());
        _group.Start("pods of simulated nodes", informers.RunAsync);
        return source;
    }

    private async Task AddContainerdNodeAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        var runtime = await ContainerdNode.ConnectAsync(options, _services, cancellationToken);
        _owned.Add(runtime);
        var serving = new LocalServing(_controlPlane.Certificates, options.NodeName, runtime.Options.NodeIps);
        var authority = X509Certificate2.CreateFromPem(_controlPlane.Certificates.AuthorityPem);
        _owned.Add(serving);
        _owned.Add(authority);
        StartKubelet(
            runtime.Options with
            {
                Serving = new KubeletServingOptions { Port = options.KubeletPort, Certificate = serving.Current, ClientAuthority = authority },
            },
            runtime.Cri,
            runtime.Streams);
    }

    private KubeletHost StartKubelet(KubeletOptions options, CallInvoker cri, IContainerStreams streams, IPodSource? pods = null)
    {
        _names.Add(options.NodeName);
        var client = _controlPlane.ClientFor($"system:node:{options.NodeName}", ["system:nodes"], "mkube-kubelet");
        var host = new KubeletHost(options, client, cri, _services.Time, _services.Random, _services.Logging)
        {
            Streams = streams,
            PodSource = pods,
        };
        _group.Start($"kubelet {options.NodeName}", host.RunAsync);
        return host;
    }
}
