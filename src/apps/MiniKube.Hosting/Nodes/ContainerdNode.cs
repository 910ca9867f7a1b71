using Grpc.Core;
using Grpc.Net.Client;
using MiniKube.Cri;
using MiniKube.Cri.Streams;
using MiniKube.Hosting.Containerd;
using MiniKube.Kubelet;

namespace MiniKube.Hosting.Nodes;

/// <summary>This machine as a node: a containerd, private or named by the operator, and the kubelet's options for it.</summary>
internal sealed class ContainerdNode : IDisposable
{
    private readonly IDisposable _connection;
    private readonly ContainerdTaskStreams _streams;

    private ContainerdNode(GrpcChannel channel, IDisposable connection, string fifoDirectory, KubeletOptions options, HostServices services)
    {
        _connection = connection;
        Cri = channel.CreateCallInvoker();
        _streams = new ContainerdTaskStreams(Cri, fifoDirectory, services.Uids.NewUid, services.Time);
        Options = options;
    }

    public CallInvoker Cri { get; }

    public IContainerStreams Streams => _streams;

    /// <summary>Without <see cref="KubeletOptions.Serving"/>, which needs certificates.</summary>
    public KubeletOptions Options { get; }

    public static async Task<ContainerdNode> ConnectAsync(NodeOptions options, HostServices services, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(NodePaths.Node(options.DataDirectory));
        if (options.ContainerdSocket is { } socket)
        {
            var channel = CriChannel.ForUnixSocket(socket);
            return new ContainerdNode(channel, channel, Path.Combine(options.DataDirectory, "fifo"), KubeletOptionsFrom(options, options.PodCidr ?? PodNetworks.First), services);
        }

        var podCidr = await PodNetworks.OfMachine(services.Time).ClaimAsync(options.DataDirectory, options.PodCidr, cancellationToken);
        var daemon = new ManagedContainerdOptions { Directory = NodePaths.Containerd(options.DataDirectory), PodCidr = podCidr };
        var containerd = await ManagedContainerd.StartAsync(daemon, services.Time, services.Logging, cancellationToken);
        return new ContainerdNode(containerd.Channel, containerd, containerd.FifoDirectory, KubeletOptionsFrom(options, podCidr), services);
    }

    public void Dispose()
    {
        _streams.Dispose();
        _connection.Dispose();
    }

    private static KubeletOptions KubeletOptionsFrom(NodeOptions options, string podCidr) => new()
    {
        NodeName = options.NodeName,
        NodeIps = [options.NodeAddress ?? NodeAddresses.Find()],
        PodCidr = podCidr,
        UnsafeSysctls = options.UnsafeSysctls,
        RootDirectory = Path.Combine(options.DataDirectory, "kubelet"),
        LogDirectory = Path.Combine(options.DataDirectory, "pods"),
        CgroupRoot = $"/kubepods/{options.NodeName}",
    };
}
