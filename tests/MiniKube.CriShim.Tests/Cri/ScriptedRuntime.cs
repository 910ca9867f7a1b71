using System.Globalization;
using Grpc.Core;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Tests.Cri;

/// <summary>A service whose answers show what the invoker does.</summary>
internal sealed class ScriptedRuntime : RuntimeService.RuntimeServiceBase
{
    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public VersionResponse Version1 { get; } = new() { RuntimeName = "scripted" };

    public RunPodSandboxRequest? Seen { get; private set; }

    public ServerCallContext? Context { get; private set; }

    public override Task<VersionResponse> Version(VersionRequest request, ServerCallContext context) => Task.FromResult(Version1);

    public override Task<StatusResponse> Status(StatusRequest request, ServerCallContext context)
        => throw new InvalidOperationException("broken");

    public override async Task<RunPodSandboxResponse> RunPodSandbox(RunPodSandboxRequest request, ServerCallContext context)
    {
        Context = context;
        await Go.Task;
        Seen = request;
        return new RunPodSandboxResponse();
    }

    public override Task<StopContainerResponse> StopContainer(StopContainerRequest request, ServerCallContext context)
        => throw new RpcException(new Status(StatusCode.NotFound, "no such container"), new Metadata { { "why", "gone" } });

    public override async Task GetContainerEvents(
        GetEventsRequest request, IServerStreamWriter<ContainerEventResponse> responseStream, ServerCallContext context)
    {
        Context = context;
        for (var i = 0; i < 200; i++)
        {
            await responseStream.WriteAsync(
                new ContainerEventResponse { ContainerId = i.ToString(CultureInfo.InvariantCulture) }, context.CancellationToken);
        }

        throw new RpcException(new Status(StatusCode.Aborted, "enough"));
    }
}
