using System.Text;
using Google.Protobuf;
using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated.Events;
using MiniKube.CriShim.Simulated.Images;
using MiniKube.CriShim.Simulated.Pods;

namespace MiniKube.CriShim.Simulated;

/// <summary>CRI's words for <see cref="SimulatedPods"/>.</summary>
internal sealed class SimulatedRuntimeService(
    SimulatedRuntimeOptions options,
    SimulatedPods pods,
    SimulatedImages images,
    EventBroadcast events,
    SimulatedConditions conditions,
    TimeProvider timeProvider) : RuntimeService.RuntimeServiceBase
{
    private long Now => UnixNanoseconds.Of(timeProvider.GetUtcNow());

    public override Task<VersionResponse> Version(VersionRequest request, ServerCallContext context) => Task.FromResult(new VersionResponse
    {
        Version = "0.1.0",
        RuntimeName = "simulated",
        RuntimeVersion = "1.0.0",
        RuntimeApiVersion = "v1",
    });

    public override Task<StatusResponse> Status(StatusRequest request, ServerCallContext context)
        => Task.FromResult(new StatusResponse { Status = conditions.ToMessage(), RuntimeHandlers = { new RuntimeHandler() } });

    public override Task<RuntimeConfigResponse> RuntimeConfig(RuntimeConfigRequest request, ServerCallContext context)
        => Task.FromResult(new RuntimeConfigResponse { Linux = new LinuxRuntimeConfiguration { CgroupDriver = CgroupDriver.Cgroupfs } });

    public override Task<UpdateRuntimeConfigResponse> UpdateRuntimeConfig(UpdateRuntimeConfigRequest request, ServerCallContext context)
    {
        if (request.RuntimeConfig?.NetworkConfig?.PodCidr is { Length: > 0 } podCidr)
        {
            try
            {
                pods.UsePodCidr(podCidr);
            }
            catch (FormatException exception)
            {
                throw Errors.Invalid(exception.Message);
            }
        }

        return Task.FromResult(new UpdateRuntimeConfigResponse());
    }

    public override async Task<RunPodSandboxResponse> RunPodSandbox(RunPodSandboxRequest request, ServerCallContext context)
        => new() { PodSandboxId = await pods.RunSandboxAsync(request, context.CancellationToken) };

    public override Task<StopPodSandboxResponse> StopPodSandbox(StopPodSandboxRequest request, ServerCallContext context)
    {
        pods.StopSandbox(request.PodSandboxId);
        return Task.FromResult(new StopPodSandboxResponse());
    }

    public override Task<RemovePodSandboxResponse> RemovePodSandbox(RemovePodSandboxRequest request, ServerCallContext context)
    {
        pods.RemoveSandbox(request.PodSandboxId);
        return Task.FromResult(new RemovePodSandboxResponse());
    }

    public override Task<PodSandboxStatusResponse> PodSandboxStatus(PodSandboxStatusRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadSandbox(request.PodSandboxId, sandbox =>
        {
            var response = new PodSandboxStatusResponse { Status = sandbox.ToStatus(), Timestamp = Now };
            response.ContainersStatuses.AddRange(sandbox.Containers.Values.Select(static container => container.ToStatus()));
            return response;
        }));

    public override Task<ListPodSandboxResponse> ListPodSandbox(ListPodSandboxRequest request, ServerCallContext context)
    {
        var response = new ListPodSandboxResponse();
        response.Items.AddRange(pods.ListSandboxes(sandbox => sandbox.Matches(request.Filter), static sandbox => sandbox.ToSummary()));
        return Task.FromResult(response);
    }

    public override Task<UpdatePodSandboxResourcesResponse> UpdatePodSandboxResources(
        UpdatePodSandboxResourcesRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadSandbox(request.PodSandboxId, static _ => new UpdatePodSandboxResourcesResponse()));

    public override Task<CreateContainerResponse> CreateContainer(CreateContainerRequest request, ServerCallContext context)
    {
        if (request.Config?.Metadata is null || request.Config.Image is null)
        {
            throw Errors.Invalid("the container config needs metadata and an image");
        }

        var image = images.Find(request.Config.Image.Image)
            ?? throw Errors.NotFound($"failed to resolve image \"{request.Config.Image.Image}\": image not found");
        var sandbox = pods.ReadSandbox(request.PodSandboxId, static sandbox => sandbox.Config);
        var launch = new SimulatedLaunch(sandbox, request.Config);
        var behavior = SimulatedAnnotations.Apply(options.Behavior?.Invoke(launch) ?? new SimulatedBehavior(), launch);
        return Task.FromResult(new CreateContainerResponse { ContainerId = pods.CreateContainer(request, image, behavior) });
    }

    public override async Task<StartContainerResponse> StartContainer(StartContainerRequest request, ServerCallContext context)
    {
        await pods.StartContainerAsync(request.ContainerId, context.CancellationToken);
        return new StartContainerResponse();
    }

    public override async Task<StopContainerResponse> StopContainer(StopContainerRequest request, ServerCallContext context)
    {
        await pods.StopContainerAsync(request.ContainerId, TimeSpan.FromSeconds(request.Timeout), context.CancellationToken);
        return new StopContainerResponse();
    }

    public override Task<RemoveContainerResponse> RemoveContainer(RemoveContainerRequest request, ServerCallContext context)
    {
        pods.RemoveContainer(request.ContainerId);
        return Task.FromResult(new RemoveContainerResponse());
    }

    public override Task<ListContainersResponse> ListContainers(ListContainersRequest request, ServerCallContext context)
    {
        var response = new ListContainersResponse();
        response.Containers.AddRange(pods.ListContainers(container => container.Matches(request.Filter), static container => container.ToSummary()));
        return Task.FromResult(response);
    }

    public override Task<ContainerStatusResponse> ContainerStatus(ContainerStatusRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadContainer(
            request.ContainerId, static container => new ContainerStatusResponse { Status = container.ToStatus() }));

    public override Task<UpdateContainerResourcesResponse> UpdateContainerResources(
        UpdateContainerResourcesRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadContainer(request.ContainerId, container =>
        {
            // Fields at zero mean "as it is", which is how protobuf merges.
            if (request.Linux is not null)
            {
                container.Resources.MergeFrom(request.Linux);
            }

            return new UpdateContainerResourcesResponse();
        }));

    public override Task<ReopenContainerLogResponse> ReopenContainerLog(ReopenContainerLogRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadContainer(request.ContainerId, static container =>
        {
            Require(container, ContainerState.ContainerRunning);
            container.Log?.Reopen();
            return new ReopenContainerLogResponse();
        }));

    public override async Task<ExecSyncResponse> ExecSync(ExecSyncRequest request, ServerCallContext context)
    {
        var command = pods.ReadContainer(request.ContainerId, container =>
        {
            Require(container, ContainerState.ContainerRunning);
            return new SimulatedCommand(container.Id, container.Config.Metadata.Name, [.. request.Cmd]);
        });
        var result = options.Exec is null ? SimulatedCommands.Run(command) : options.Exec(command);
        var timeout = TimeSpan.FromSeconds(request.Timeout);
        var timesOut = request.Timeout > 0 && result.Duration > timeout;
        if (result.Duration > TimeSpan.Zero)
        {
            await Task.Delay(timesOut ? timeout : result.Duration, timeProvider, context.CancellationToken);
        }

        return timesOut
            ? throw Errors.TimedOut($"failed to exec in container: timeout {request.Timeout}s exceeded: context deadline exceeded")
            : new ExecSyncResponse
            {
                Stdout = ByteString.CopyFrom(result.Stdout, Encoding.UTF8),
                Stderr = ByteString.CopyFrom(result.Stderr, Encoding.UTF8),
                ExitCode = result.ExitCode,
            };
    }

    public override Task<ContainerStatsResponse> ContainerStats(ContainerStatsRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadContainer(
            request.ContainerId, container => new ContainerStatsResponse { Stats = SimulatedStats.Of(container, Now) }));

    public override Task<ListContainerStatsResponse> ListContainerStats(ListContainerStatsRequest request, ServerCallContext context)
    {
        var filter = new ContainerFilter { State = new ContainerStateValue { State = ContainerState.ContainerRunning } };
        if (request.Filter is { } asked)
        {
            filter.Id = asked.Id;
            filter.PodSandboxId = asked.PodSandboxId;
            filter.LabelSelector.Add(asked.LabelSelector);
        }

        var response = new ListContainerStatsResponse();
        response.Stats.AddRange(pods.ListContainers(container => container.Matches(filter), container => SimulatedStats.Of(container, Now)));
        return Task.FromResult(response);
    }

    public override Task<PodSandboxStatsResponse> PodSandboxStats(PodSandboxStatsRequest request, ServerCallContext context)
        => Task.FromResult(pods.ReadSandbox(
            request.PodSandboxId, sandbox => new PodSandboxStatsResponse { Stats = SimulatedStats.Of(sandbox, Now) }));

    public override Task<ListPodSandboxStatsResponse> ListPodSandboxStats(ListPodSandboxStatsRequest request, ServerCallContext context)
    {
        var filter = new PodSandboxFilter { State = new PodSandboxStateValue { State = PodSandboxState.SandboxReady } };
        if (request.Filter is { } asked)
        {
            filter.Id = asked.Id;
            filter.LabelSelector.Add(asked.LabelSelector);
        }

        var response = new ListPodSandboxStatsResponse();
        response.Stats.AddRange(pods.ListSandboxes(sandbox => sandbox.Matches(filter), sandbox => SimulatedStats.Of(sandbox, Now)));
        return Task.FromResult(response);
    }

    public override Task GetContainerEvents(
        GetEventsRequest request, IServerStreamWriter<ContainerEventResponse> responseStream, ServerCallContext context)
        => events.ServeAsync(responseStream, context.CancellationToken);

    private static void Require(SimulatedContainer container, ContainerState state)
    {
        if (container.State != state)
        {
            throw Errors.Unknown($"container \"{container.Id}\" is in {Errors.NameOf(container.State)} state");
        }
    }
}
