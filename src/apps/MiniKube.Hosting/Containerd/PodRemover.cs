using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.Hosting.Containerd;

/// <summary>Takes all pods off a runtime when a cluster is taken down.</summary>
internal sealed class PodRemover(CallInvoker runtime, TimeProvider timeProvider)
{
    private readonly RuntimeService.RuntimeServiceClient _runtime = new(runtime);

    public async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        var response = await _runtime.ListPodSandboxAsync(new ListPodSandboxRequest(), cancellationToken: cancellationToken);
        await Parallel.ForEachAsync(response.Items, cancellationToken, async (sandbox, token) => await RemoveAsync(sandbox.Id, token));
    }

    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var cgroup = await CgroupOfAsync(id, cancellationToken);
        _ = await _runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = id }, cancellationToken: cancellationToken);
        _ = await _runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = id }, cancellationToken: cancellationToken);
        if (cgroup is not null)
        {
            await CgroupTree.RemoveAsync(cgroup, timeProvider, cancellationToken);
        }
    }

    /// <summary>The pod's cgroup as it was asked for; null when none was.</summary>
    private async Task<string?> CgroupOfAsync(string id, CancellationToken cancellationToken)
    {
        var request = new PodSandboxStatusRequest { PodSandboxId = id, Verbose = true };
        var response = await _runtime.PodSandboxStatusAsync(request, cancellationToken: cancellationToken);
        return response.Info.TryGetValue("info", out var info) ? SandboxDetails.CgroupParentOf(info) : null;
    }
}
