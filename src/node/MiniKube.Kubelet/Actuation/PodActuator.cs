using Grpc.Core;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Carries out on sandboxes and running containers what was planned. Doing a thing twice does no harm.</summary>
internal sealed class PodActuator(
    RuntimeService.RuntimeServiceClient runtime,
    IPodVolumes volumes,
    SandboxConfig sandboxes,
    RuntimeHandlers handlers,
    LifecycleHooks hooks,
    PodPaths paths,
    IPodEvents events,
    KubeletOptions options,
    TimeProvider timeProvider)
{
    /// <summary>After its hook a container gets at least this long to end by itself.</summary>
    private const long StopSecondsMin = 2;

    /// <summary>Null when the sandbox is made, else why not.</summary>
    public async Task<WaitingReason?> CreateSandboxAsync(V1Pod pod, PodRuntime before, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            if (pod.Spec.Volumes is [_, ..])
            {
                _ = await volumes.MountAsync(pod, cancellationToken);
            }
        }
        catch (VolumeException e)
        {
            events.Warning(pod, null, "FailedMount", e.Message);
            return new WaitingReason(WaitingReason.ContainerCreating, "");
        }

        try
        {
            // A sandbox that died by itself still holds its address.
            foreach (var old in before.Sandboxes)
            {
                await StopSandboxAsync(old.Id, cancellationToken);
            }

            if (!options.IsSimulated)
            {
                Directory.CreateDirectory(paths.Logs(pod));
            }

            var request = new RunPodSandboxRequest { Config = sandboxes.Of(pod, attempt), RuntimeHandler = await handlers.FindAsync(pod, cancellationToken) };
            _ = await runtime.RunPodSandboxAsync(request, cancellationToken: cancellationToken);
            return null;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(pod, $"rpc error: code = {e.StatusCode} desc = {e.Status.Detail}");
        }
        catch (ContainerConfigException e)
        {
            return Failed(pod, e.Message);
        }
    }

    private WaitingReason Failed(V1Pod pod, string why)
    {
        events.Warning(pod, null, "FailedCreatePodSandBox", $"Failed to create pod sandbox: {why}");
        return new WaitingReason(WaitingReason.ContainerCreating, "");
    }

    public async Task KillContainerAsync(V1Pod pod, PodAction.KillContainer kill, string? podIp, CancellationToken cancellationToken)
    {
        events.Normal(pod, kill.Name, "Killing", kill.Message);
        var seconds = kill.GraceSeconds;
        if (pod.FindContainer(kill.Name) is { Lifecycle.PreStop: { } hook } container)
        {
            var began = timeProvider.GetTimestamp();
            await RunPreStopAsync(pod, container, hook, kill, podIp, cancellationToken);
            seconds = Math.Max(StopSecondsMin, seconds - (long)timeProvider.GetElapsedTime(began).TotalSeconds);
        }

        await IgnoreMissingAsync(async () =>
            _ = await runtime.StopContainerAsync(new StopContainerRequest { ContainerId = kill.ContainerId, Timeout = seconds }, cancellationToken: cancellationToken));
    }

    public Task StopSandboxAsync(string id, CancellationToken cancellationToken) => IgnoreMissingAsync(async () =>
        _ = await runtime.StopPodSandboxAsync(new StopPodSandboxRequest { PodSandboxId = id }, cancellationToken: cancellationToken));

    public async Task RemoveSandboxAsync(string id, CancellationToken cancellationToken)
    {
        await StopSandboxAsync(id, cancellationToken);
        await IgnoreMissingAsync(async () =>
            _ = await runtime.RemovePodSandboxAsync(new RemovePodSandboxRequest { PodSandboxId = id }, cancellationToken: cancellationToken));
    }

    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) => IgnoreMissingAsync(async () =>
        _ = await runtime.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = id }, cancellationToken: cancellationToken));

    private async Task RunPreStopAsync(
        V1Pod pod, V1Container container, V1LifecycleHandler hook, PodAction.KillContainer kill, string? podIp, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(kill.GraceSeconds), timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            if (await hooks.RunAsync(container, hook, kill.ContainerId, podIp, both.Token) is { } complaint)
            {
                events.Warning(pod, kill.Name, "FailedPreStopHook", $"PreStopHook failed: {complaint}");
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            events.Warning(pod, kill.Name, "FailedPreStopHook", $"PreStopHook did not complete in {kill.GraceSeconds}s");
        }
    }

    private static async Task IgnoreMissingAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            // Gone is what was asked for.
        }
    }
}
