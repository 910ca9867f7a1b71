using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MiniKube.Cri.Containerd;
using MiniKube.Cri.Streams.Native;

namespace MiniKube.Cri.Streams;

/// <summary>One command in a running container, as a process of containerd's task.</summary>
internal sealed class ContainerdExec(Tasks.TasksClient tasks, string containerId, string execId, TimeProvider timeProvider)
{
    // containerd parses the process by this name.
    private const string ProcessTypeUrl = "types.containerd.io/opencontainers/runtime-spec/1/Process";

    private const int BufferBytes = 32 * 1024;
    private const uint SigKill = 9;

    // Ctrl-D.
    private static readonly byte[] EndOfTransmission = [4];

    // A runtime that answers at all answers within this.
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromSeconds(10);

    private bool _isDeleted;

    public async Task<int> RunAsync(string process, ExecPipes pipes, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var request = new ExecProcessRequest
        {
            ContainerId = containerId,
            ExecId = execId,
            Stdin = pipes.StdinPath,
            Stdout = pipes.StdoutPath,
            Stderr = pipes.StderrPath,
            Terminal = stdio.Tty,
            Spec = new Any { TypeUrl = ProcessTypeUrl, Value = ByteString.CopyFromUtf8(process) },
        };
        using var whileRunning = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _ = await tasks.ExecAsync(request, ContainerdNamespace.Headers(), cancellationToken: cancellationToken);
            return await RunToEndAsync(pipes, stdio, whileRunning.Token);
        }
        finally
        {
            await whileRunning.CancelAsync();
            await CleanUpAsync();
        }
    }

    private async Task<int> RunToEndAsync(ExecPipes pipes, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        var exit = ExitAsync(cancellationToken);
        _ = await tasks.StartAsync(
            new StartRequest { ContainerId = containerId, ExecId = execId }, ContainerdNamespace.Headers(), cancellationToken: cancellationToken);
        var output = Task.WhenAll(
            CopyAsync(pipes.Stdout, stdio.Stdout, cancellationToken), CopyAsync(pipes.Stderr, stdio.Stderr, cancellationToken));
        List<Task> pending =
        [
            exit, output, SendInputAsync(pipes, stdio, cancellationToken), ResizeAsync(stdio.Resizes, cancellationToken),
        ];

        // The first that fails ends it all: a caller that has gone, for one, leaves nobody to empty the pipes. Input may be
        // left over in the end, output may not.
        while (!exit.IsCompleted || !output.IsCompleted)
        {
            var ended = await Task.WhenAny(pending);
            _ = pending.Remove(ended);
            await ended;
        }

        return await exit;
    }

    private async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        var response = await tasks.WaitAsync(
            new WaitRequest { ContainerId = containerId, ExecId = execId }, ContainerdNamespace.Headers(), cancellationToken: cancellationToken);

        // Makes the shim close its ends of the pipes even when something left behind in the container still holds them.
        await DeleteAsync(cancellationToken);
        return (int)response.ExitStatus;
    }

    private async Task SendInputAsync(ExecPipes pipes, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        if (stdio.Stdin is not { } source)
        {
            return;
        }

        try
        {
            using (var stdin = pipes.TryOpenStdin())
            {
                if (stdin is null)
                {
                    return;
                }

                var buffer = new byte[BufferBytes];
                int count;
                while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0
                       && await stdin.WriteAsync(buffer.AsMemory(0, count), cancellationToken))
                {
                    // Until either side has ended.
                }

                if (stdio.Tty)
                {
                    // A terminal's input ends with a character; without its pipe the shim would hang the terminal up.
                    _ = await stdin.WriteAsync(EndOfTransmission, cancellationToken);
                    await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);
                }
            }

            // The shim holds the pipe open as well; only this ends the process's stdin.
            _ = await tasks.CloseIOAsync(
                new CloseIORequest { ContainerId = containerId, ExecId = execId, Stdin = true },
                ContainerdNamespace.Headers(),
                cancellationToken: cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process has ended first: nobody reads the rest.
        }
        catch (RpcException exception) when (IsGone(exception))
        {
            // Likewise.
        }
    }

    private async Task ResizeAsync(IAsyncEnumerable<TerminalSize>? sizes, CancellationToken cancellationToken)
    {
        if (sizes is null)
        {
            return;
        }

        try
        {
            await foreach (var size in sizes.WithCancellation(cancellationToken))
            {
                _ = await tasks.ResizePtyAsync(
                    new ResizePtyRequest { ContainerId = containerId, ExecId = execId, Width = size.Width, Height = size.Height },
                    ContainerdNamespace.Headers(),
                    cancellationToken: cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process has ended.
        }
        catch (RpcException exception) when (IsGone(exception))
        {
            // Likewise.
        }
    }

    private static async Task CopyAsync(Fifo? pipe, Stream? to, CancellationToken cancellationToken)
    {
        if (pipe is null)
        {
            return;
        }

        to ??= Stream.Null;
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await pipe.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await to.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Leaves no process behind, whatever went wrong before.</summary>
    public async Task CleanUpAsync()
    {
        if (_isDeleted)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(CleanUpTimeout, timeProvider);
        try
        {
            // The shim would delete a running process without ending it, and then not find it any more.
            if (await TryKillAsync(timeout.Token))
            {
                _ = await tasks.WaitAsync(
                    new WaitRequest { ContainerId = containerId, ExecId = execId }, ContainerdNamespace.Headers(), cancellationToken: timeout.Token);
            }

            await DeleteAsync(timeout.Token);
        }
        catch (RpcException)
        {
            // The container, or containerd, has gone, and the process with it.
        }
    }

    /// <summary>False when it has ended, or has never started.</summary>
    private async Task<bool> TryKillAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await tasks.KillAsync(
                new KillRequest { ContainerId = containerId, ExecId = execId, Signal = SigKill },
                ContainerdNamespace.Headers(),
                cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        _ = await tasks.DeleteProcessAsync(
            new DeleteProcessRequest { ContainerId = containerId, ExecId = execId },
            ContainerdNamespace.Headers(),
            cancellationToken: cancellationToken);
        _isDeleted = true;
    }

    private static bool IsGone(RpcException exception)
        => exception.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition or StatusCode.Cancelled or StatusCode.Unknown;
}
