using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MiniKube.Cri.Containerd;

namespace MiniKube.CriShim.Tests.Cri;

/// <summary>Its process has printed, ended and been forgotten before its start is answered: nobody reads its input any more.</summary>
internal sealed class ShortLivedTasks(string printed, uint exitStatus) : Tasks.TasksBase
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExecProcessRequest? _process;

    public override Task<Empty> Exec(ExecProcessRequest request, ServerCallContext context)
    {
        _process = request;
        return Task.FromResult(new Empty());
    }

    public override async Task<StartResponse> Start(StartRequest request, ServerCallContext context)
    {
        await File.WriteAllTextAsync(_process!.Stdout, printed, context.CancellationToken);
        _ended.SetResult();
        return new StartResponse();
    }

    public override async Task<WaitResponse> Wait(WaitRequest request, ServerCallContext context)
    {
        await _ended.Task;
        return new WaitResponse { ExitStatus = exitStatus };
    }

    public override Task<DeleteResponse> DeleteProcess(DeleteProcessRequest request, ServerCallContext context) =>
        Task.FromResult(new DeleteResponse());
}
