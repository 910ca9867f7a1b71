using MiniKube.Cri.Streams;

namespace MiniKube.Kubelet.Tests.Fakes;

/// <summary>Processes that echo: their stdin to stdout, the command to stderr, and end with 7.</summary>
internal sealed class FakeStreams : IContainerStreams
{
    public List<TerminalSize> Sizes { get; } = [];

    /// <summary>Of each attach: whether the caller's stdin is the only one that the process gets.</summary>
    public List<bool> EndingStdin { get; } = [];

    public async Task<int> ExecAsync(string containerId, IReadOnlyList<string> command, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        if (stdio.Stdin is { } input)
        {
            await input.CopyToAsync(stdio.Stdout!, cancellationToken);
        }

        if (stdio.Stderr is { } error)
        {
            await error.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', command)), cancellationToken);
        }

        if (stdio.Resizes is { } resizes)
        {
            await foreach (var size in resizes.WithCancellation(cancellationToken))
            {
                Sizes.Add(size);
                break;
            }
        }

        return command[0] == "true" ? 0 : 7;
    }

    public Task AttachAsync(string containerId, ContainerStdio stdio, CancellationToken cancellationToken)
    {
        EndingStdin.Add(stdio.EndsStdin);
        return stdio.Stdin!.CopyToAsync(stdio.Stdout!, cancellationToken);
    }

    public async Task PortForwardAsync(string podSandboxId, int port, Stream connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        var length = await connection.ReadAsync(buffer, cancellationToken);
        await connection.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
    }
}
