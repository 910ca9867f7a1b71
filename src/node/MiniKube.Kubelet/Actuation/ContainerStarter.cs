using System.Collections.Frozen;
using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Images;
using MiniKube.Kubelet.Planning;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Takes one container from nothing to running.</summary>
internal sealed class ContainerStarter(
    RuntimeService.RuntimeServiceClient runtime,
    ImagePuller images,
    IPodVolumes volumes,
    SandboxConfig sandboxes,
    ContainerConfigBuilder configs,
    PodHosts hosts,
    LifecycleHooks hooks,
    IPodEvents events,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    /// <summary>What to remember of the container: how it went, and when to try again.</summary>
    public async Task<ContainerMemory> StartAsync(StartOrder order, CancellationToken cancellationToken)
    {
        var sandbox = sandboxes.Of(order.Pod, order.Sandbox.Attempt);
        switch (await images.EnsureAsync(order.Pod, order.Container, order.Memory.PullFailures, sandbox, cancellationToken))
        {
            case ImageResult.Absent absent:
                var now = timeProvider.GetUtcNow();
                return order.Memory with { Waiting = absent.Why, PullFailures = absent.PullFailures, FailedAt = now, RetryAt = now + absent.RetryAfter };
            case ImageResult.Present present:
                return await CreateAsync(order, present.Image, sandbox, cancellationToken);
            case var other:
                throw new InvalidOperationException($"{other} is not handled");
        }
    }

    private async Task<ContainerMemory> CreateAsync(StartOrder order, Image image, PodSandboxConfig sandbox, CancellationToken cancellationToken)
    {
        ContainerConfig config;
        try
        {
            var mounted = order.Pod.Spec.Volumes is [_, ..]
                ? await volumes.MountAsync(order.Pod, cancellationToken)
                : FrozenDictionary<string, string>.Empty;
            await hosts.WriteAsync(order.Pod, order.Sandbox.Ips, cancellationToken);
            config = await configs.BuildAsync(order, image, mounted, cancellationToken);
            SecurityContexts.Aim(config.Linux.SecurityContext, order.TargetId);
        }
        catch (ContainerConfigException e)
        {
            return Failed(order, WaitingReason.CreateContainerConfigError, e.Message);
        }

        string id;
        try
        {
            var request = new CreateContainerRequest { PodSandboxId = order.Sandbox.Id, Config = config, SandboxConfig = sandbox };
            id = (await runtime.CreateContainerAsync(request, cancellationToken: cancellationToken)).ContainerId;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(order, WaitingReason.CreateContainerError, e.Status.Detail);
        }

        events.Normal(order.Pod, order.Container.Name, "Created", $"Created container: {order.Container.Name}");
        return await RunAsync(order, id, cancellationToken);
    }

    private async Task<ContainerMemory> RunAsync(StartOrder order, string id, CancellationToken cancellationToken)
    {
        try
        {
            _ = await runtime.StartContainerAsync(new StartContainerRequest { ContainerId = id }, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(order, WaitingReason.RunContainerError, e.Status.Detail) with { Restart = order.BackOff, RetryAt = null, Size = null };
        }

        events.Normal(order.Pod, order.Container.Name, "Started", $"Started container {order.Container.Name}");
        var started = new ContainerMemory { Restart = order.BackOff };
        if (order.Container.Lifecycle?.PostStart is not { } hook)
        {
            return started;
        }

        if (await hooks.RunAsync(order.Container, hook, id, order.Pod.Status?.PodIP, cancellationToken) is not { } complaint)
        {
            return started;
        }

        events.Warning(order.Pod, order.Container.Name, "FailedPostStartHook", $"PostStartHook failed: {complaint}");
        var grace = order.Pod.Spec.TerminationGracePeriodSeconds ?? PodFacts.DefaultGraceSeconds;
        _ = await runtime.StopContainerAsync(new StopContainerRequest { ContainerId = id, Timeout = grace }, cancellationToken: cancellationToken);
        return started with { Waiting = new WaitingReason(WaitingReason.PostStartHookError, complaint) };
    }

    private ContainerMemory Failed(StartOrder order, string reason, string message)
    {
        var now = timeProvider.GetUtcNow();
        events.Warning(order.Pod, order.Container.Name, "Failed", $"Error: {message}");
        return order.Memory with { Waiting = new WaitingReason(reason, message), FailedAt = now, RetryAt = now + RetryAfter };
    }
}
