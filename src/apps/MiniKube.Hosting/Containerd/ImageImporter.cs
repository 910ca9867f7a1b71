using Grpc.Core;
using MiniKube.Cri;
using MiniKube.Cri.V1;

namespace MiniKube.Hosting.Containerd;

/// <summary>Brings images from files into containerd, for machines without a registry.</summary>
public sealed class ImageImporter
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan VisibleTimeout = TimeSpan.FromSeconds(30);

    private readonly string _ctr;
    private readonly string _socket;
    private readonly ImageService.ImageServiceClient _images;
    private readonly TimeProvider _timeProvider;

    internal ImageImporter(string ctr, string socket, CallInvoker runtime, TimeProvider timeProvider)
    {
        _ctr = ctr;
        _socket = socket;
        _images = new ImageService.ImageServiceClient(runtime);
        _timeProvider = timeProvider;
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        var request = new ImageStatusRequest { Image = new ImageSpec { Image = name } };
        return (await _images.ImageStatusAsync(request, cancellationToken: cancellationToken)).Image is not null;
    }

    /// <summary>Imports a docker or OCI archive; returns when pods can use the image.</summary>
    public async Task ImportAsync(string archivePath, string name, CancellationToken cancellationToken)
    {
        _ = await CommandRunner.RunAsync(
            _ctr, ["-a", _socket, "-n", ContainerdNamespace.Kubernetes, "images", "import", archivePath], cancellationToken);

        // The part of containerd that speaks CRI hears of a new image from an event of the other part.
        var deadline = _timeProvider.GetUtcNow() + VisibleTimeout;
        while (!await ExistsAsync(name, cancellationToken))
        {
            if (_timeProvider.GetUtcNow() > deadline)
            {
                throw new IOException($"{archivePath} was imported, but containerd does not know an image named {name}.");
            }

            await Task.Delay(LookAgain, _timeProvider, cancellationToken);
        }
    }
}
