using System.Collections.Immutable;
using System.Net;
using k8s.Models;
using MiniKube.CriShim.Simulated;
using MiniKube.Kubelet;

namespace MiniKube.Hosting.Nodes;

/// <summary>A node that only pretends: a runtime in memory, and the kubelet's options for it.</summary>
internal sealed record SimulatedNode(SimulatedRuntime Runtime, KubeletOptions Options)
{
    /// <summary>Label of every simulated node, and key of the taint of those beside a real one.</summary>
    private const string Label = "mkube.dev/simulated";

    /// <param name="name">The node's name.</param>
    /// <param name="number">Different for each node: its network follows from it.</param>
    /// <param name="isTainted">Keeps pods off that do not ask for such nodes.</param>
    /// <param name="time">The runtime's clock.</param>
    public static SimulatedNode Create(string name, int number, bool isTainted, TimeProvider time)
    {
        var podCidr = PodCidrOf(number);
        var runtime = new SimulatedRuntime(new SimulatedRuntimeOptions { NodeName = name, PodCidr = podCidr }, time);
        var options = new KubeletOptions
        {
            NodeName = name,
            NodeIps = [AddressOf(number)],
            PodCidr = podCidr,
            IsSimulated = true,
            Labels = ImmutableDictionary<string, string>.Empty.Add(Label, "true"),
            Taints = isTainted ? [new V1Taint { Key = Label, Value = "true", Effect = "NoSchedule" }] : [],
        };
        return new SimulatedNode(runtime, options);
    }

    /// <summary>Simulated nodes' pods share 10.128.0.0/9 in networks of 256 addresses, away from the real nodes' networks.</summary>
    private static string PodCidrOf(int number) => $"10.{128 + (number >> 8)}.{number & 0xFF}.0/24";

    /// <summary>From 198.18.0.0/15, which RFC 2544 sets aside for tests.</summary>
    private static IPAddress AddressOf(int number) => new([198, (byte)(18 + (number >> 16)), (byte)(number >> 8), (byte)number]);
}
