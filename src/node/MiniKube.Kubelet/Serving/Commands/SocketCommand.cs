using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Serving.Channels;

namespace MiniKube.Kubelet.Serving.Commands;

/// <summary>A caller on a WebSocket: the streams are numbered channels.</summary>
internal sealed class SocketCommand : ICommandConnection
{
    private const int Stdin = 0;
    private const int Stdout = 1;
    private const int Stderr = 2;
    private const int Error = 3;
    private const int Resize = 4;

    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    // For the answer to a good-bye of a caller that may not read any more.
    private static readonly TimeSpan GoodByeTime = TimeSpan.FromSeconds(5);

    private readonly ChannelSocket _channels;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _abort;
    private readonly Task _receiving;

    private SocketCommand(ChannelSocket channels, WantedStreams wanted, TimeProvider timeProvider, CancellationToken aborted)
    {
        _channels = channels;
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _abort = aborted.Register(_stop.Cancel);
        _receiving = channels.ReceiveAsync(_stop.Token);
        Stdio = new ContainerStdio
        {
            Stdin = wanted.Stdin ? channels.Input(Stdin) : null,
            Stdout = wanted.Stdout ? channels.Output(Stdout) : null,
            Stderr = wanted.Stderr ? channels.Output(Stderr) : null,
            Tty = wanted.Tty,
            Resizes = wanted.Tty ? ResizeReader.ReadAsync(channels.Input(Resize), channels.Gone) : null,
        };
    }

    public ContainerStdio Stdio { get; }

    public CancellationToken Gone => _channels.Gone;

    /// <exception cref="ServingException">It is no such request, or speaks none of the protocols.</exception>
    public static async Task<SocketCommand> OpenAsync(HttpContext context, WantedStreams wanted, TimeProvider timeProvider)
    {
        var (socket, protocol) = await WebSocketUpgrade.AcceptAsync(context, Protocols);
        var channels = new ChannelSocket(socket, canClose: protocol is "v5.channel.k8s.io", [Stdin, Resize]);
        var command = new SocketCommand(channels, wanted, timeProvider, context.RequestAborted);
        try
        {
            // An empty message tells the client that it is connected.
            await channels.SendAsync((byte)(wanted.Stdout ? Stdout : wanted.Stderr ? Stderr : Error), ReadOnlyMemory<byte>.Empty, channels.Gone);
            return command;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It has gone, but may have sent input before.
            return command;
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }

    public async Task FinishAsync(RemoteStatus status, CancellationToken cancellationToken)
    {
        await _channels.SendAsync(Error, status.Json, cancellationToken);
        await _channels.CloseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_channels.Gone.IsCancellationRequested)
        {
            _stop.CancelAfter(GoodByeTime);
        }
        else
        {
            await _stop.CancelAsync();
        }

        await _receiving;
        await _abort.DisposeAsync();
        await _channels.DisposeAsync();
        _stop.Dispose();
    }
}
