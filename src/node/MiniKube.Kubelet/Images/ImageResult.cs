using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Images;

/// <summary>Whether a container's image is at hand.</summary>
internal abstract record ImageResult
{
    public sealed record Present(Image Image) : ImageResult;

    public sealed record Absent(WaitingReason Why, int PullFailures, TimeSpan RetryAfter) : ImageResult;
}
