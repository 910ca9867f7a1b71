using Grpc.Core;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Images;

/// <summary>Brings a container's image to the node as its pull policy says.</summary>
internal sealed class ImagePuller(ImageService.ImageServiceClient images, RegistryCredentials credentials, IPodEvents events, TimeProvider timeProvider)
{
    private static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromMinutes(5);

    public async Task<ImageResult> EnsureAsync(
        V1Pod pod, V1Container container, int pullFailures, PodSandboxConfig sandbox, CancellationToken cancellationToken)
    {
        if (!ImageName.IsValid(container.Image))
        {
            var why = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": invalid reference format";
            events.Warning(pod, container.Name, "InspectFailed", why);
            return new ImageResult.Absent(new WaitingReason(WaitingReason.InvalidImageName, why), pullFailures, BackOffMin);
        }

        var spec = new ImageSpec { Image = container.Image, UserSpecifiedImage = container.Image };
        var policy = container.ImagePullPolicy ?? (HasFixedTag(container.Image) ? "IfNotPresent" : "Always");
        if (policy is not "Always" && await FindAsync(spec, cancellationToken) is { } present)
        {
            events.Normal(pod, container.Name, "Pulled", $"Container image \"{container.Image}\" already present on machine");
            return new ImageResult.Present(present);
        }

        if (policy is "Never")
        {
            var why = $"Container image \"{container.Image}\" is not present with pull policy of Never";
            events.Warning(pod, container.Name, "ErrImageNeverPull", why);
            return new ImageResult.Absent(new WaitingReason(WaitingReason.ErrImageNeverPull, why), pullFailures, BackOffMin);
        }

        return await PullAsync(pod, container, spec, pullFailures, sandbox, cancellationToken);
    }

    private async Task<ImageResult> PullAsync(
        V1Pod pod, V1Container container, ImageSpec spec, int pullFailures, PodSandboxConfig sandbox, CancellationToken cancellationToken)
    {
        events.Normal(pod, container.Name, "Pulling", $"Pulling image \"{container.Image}\"");
        var began = timeProvider.GetTimestamp();
        try
        {
            var request = new PullImageRequest { Image = spec, SandboxConfig = sandbox, Auth = await credentials.FindAsync(pod, container.Image, cancellationToken) };
            _ = await images.PullImageAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            var why = $"rpc error: code = {e.StatusCode} desc = {e.Status.Detail}";
            events.Warning(pod, container.Name, "Failed", $"Failed to pull image \"{container.Image}\": {why}");
            events.Warning(pod, container.Name, "Failed", $"Error: {WaitingReason.ErrImagePull}");
            return new ImageResult.Absent(new WaitingReason(WaitingReason.ErrImagePull, why), pullFailures + 1, BackOff(pullFailures));
        }

        var image = await FindAsync(spec, cancellationToken);
        if (image is null)
        {
            var why = $"Image \"{container.Image}\" was pulled but the runtime does not have it";
            return new ImageResult.Absent(new WaitingReason(WaitingReason.ImageInspectError, why), pullFailures + 1, BackOff(pullFailures));
        }

        var took = timeProvider.GetElapsedTime(began).TotalMilliseconds;
        events.Normal(pod, container.Name, "Pulled", $"Successfully pulled image \"{container.Image}\" in {took:F0}ms ({took:F0}ms including waiting). Image size: {image.Size} bytes.");
        return new ImageResult.Present(image);
    }

    private async Task<Image?> FindAsync(ImageSpec spec, CancellationToken cancellationToken) =>
        (await images.ImageStatusAsync(new ImageStatusRequest { Image = spec }, cancellationToken: cancellationToken)).Image;

    private static TimeSpan BackOff(int failures)
    {
        var delay = BackOffMin * Math.Pow(2, Math.Min(failures, 10));
        return delay < BackOffMax ? delay : BackOffMax;
    }

    private static bool HasFixedTag(string image)
    {
        var name = image.Split('/')[^1];
        return name.Contains('@') || (name.Contains(':') && !name.EndsWith(":latest", StringComparison.Ordinal));
    }
}
