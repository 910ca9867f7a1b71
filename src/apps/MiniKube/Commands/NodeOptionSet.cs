using System.CommandLine;
using System.Net;
using MiniKube.Hosting.Nodes;

namespace MiniKube.Commands;

/// <summary>The flags of a command that runs a node.</summary>
internal sealed class NodeOptionSet
{
    private readonly Option<string> _runtime = SharedOptions.Runtime();
    private readonly Option<string?> _containerdSocket = SharedOptions.ContainerdSocket();
    private readonly Option<int> _simulatedNodes = SharedOptions.SimulatedNodes();
    private readonly Option<string?> _nodeName = SharedOptions.NodeName();
    private readonly Option<string?> _nodeIp = SharedOptions.NodeIp();
    private readonly Option<string?> _podCidr = SharedOptions.PodCidr();
    private readonly Option<int> _kubeletPort = SharedOptions.KubeletPort();
    private readonly Option<string[]> _unsafeSysctls = ListOption.Create(
        "--allowed-unsafe-sysctls", "Kernel parameters beyond the safe ones that pods may set; * at the end stands for any rest.");

    public void AddTo(Command command, bool withSimulatedNodes = true)
    {
        command.Options.Add(_runtime);
        command.Options.Add(_containerdSocket);
        command.Options.Add(_nodeName);
        command.Options.Add(_nodeIp);
        command.Options.Add(_podCidr);
        command.Options.Add(_kubeletPort);
        command.Options.Add(_unsafeSysctls);
        if (withSimulatedNodes)
        {
            command.Options.Add(_simulatedNodes);
        }
    }

    /// <param name="result">The command line.</param>
    /// <param name="dataDirectory">The directory that the command keeps its data in.</param>
    public NodeOptions Read(ParseResult result, string dataDirectory) => new()
    {
        DataDirectory = dataDirectory,
        Runtime = result.GetValue(_runtime) == "simulated" ? NodeRuntime.Simulated : NodeRuntime.Containerd,
        ContainerdSocket = result.GetValue(_containerdSocket),
        SimulatedNodes = result.GetValue(_simulatedNodes),
        NodeName = (result.GetValue(_nodeName) ?? Environment.MachineName).ToLowerInvariant(),
        NodeAddress = result.GetValue(_nodeIp) is { } text ? IPAddress.Parse(text) : null,
        PodCidr = result.GetValue(_podCidr),
        KubeletPort = result.GetValue(_kubeletPort),
        UnsafeSysctls = ListOption.Read(result, _unsafeSysctls),
    };
}
