using Grpc.Core;
using Grpc.Net.Client;
using MiniKube.Cri;
using MiniKube.Cri.V1;
using MiniKube.Hosting.Containerd;

namespace MiniKube.Hosting.Nodes;

/// <summary>The images of the private containerd that runs on a data directory.</summary>
public sealed class NodeImages : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly ImageImporter _importer;
    private readonly BusyboxImage _busybox;

    private NodeImages(GrpcChannel channel, ContainerdLayout layout, TimeProvider time)
    {
        _channel = channel;
        _importer = new ImageImporter(ContainerdPrerequisites.Find().Ctr, layout.Socket, channel.CreateCallInvoker(), time);
        _busybox = new BusyboxImage(layout.Images);
    }

    /// <exception cref="PrerequisiteException">No private containerd runs there; the message says how to start one.</exception>
    public static async Task<NodeImages> OpenAsync(string dataDirectory, HostServices services, CancellationToken cancellationToken)
    {
        var layout = new ContainerdLayout(NodePaths.Containerd(dataDirectory));
        var channel = CriChannel.ForUnixSocket(layout.Socket);
        try
        {
            await new RuntimeService.RuntimeServiceClient(channel).VersionAsync(new VersionRequest(), cancellationToken: cancellationToken);
            return new NodeImages(channel, layout, services.Time);
        }
        catch (RpcException unreachable)
        {
            channel.Dispose();
            throw new PrerequisiteException(
                $"No private containerd answers under {dataDirectory} ({unreachable.Status.Detail}): start one with 'mkube up', or name its directory with --data-dir.");
        }
    }

    /// <summary>Imports a docker or OCI archive; returns when pods can use the image.</summary>
    public Task ImportAsync(string archivePath, string name, CancellationToken cancellationToken) =>
        _importer.ImportAsync(archivePath, name, cancellationToken);

    /// <summary>Makes and imports the small web image unless it is there; returns its name.</summary>
    public Task<string> EnsureWebAsync(CancellationToken cancellationToken) => _busybox.EnsureWebAsync(_importer, cancellationToken);

    public void Dispose() => _channel.Dispose();
}
