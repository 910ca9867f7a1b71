using System.Net.WebSockets;
using System.Text;
using MiniKube.Kubelet.Serving.Channels;

namespace MiniKube.Kubelet.Serving.Ports;

/// <summary>Ports on the channels of a WebSocket: for every port a data and an error channel, each beginning with the port's number.</summary>
internal static class SocketPorts
{
    public static async Task ServeAsync(WebSocket socket, bool canClose, IReadOnlyList<int> ports, PodPorts pod, CancellationToken aborted)
    {
        await using var channels = new ChannelSocket(socket, canClose, ports.Select((_, index) => index * 2));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = channels.ReceiveAsync(stop.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, channels.Gone);
        try
        {
            await Task.WhenAll(ports.Select((port, index) => ForwardAsync(port, channels, index * 2, pod, end.Token)));
            await channels.CloseAsync(end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller has gone.
        }
        finally
        {
            await stop.CancelAsync();
            await receiving;
        }
    }

    private static async Task ForwardAsync(int port, ChannelSocket channels, int channel, PodPorts pod, CancellationToken cancellationToken)
    {
        byte[] number = [(byte)port, (byte)(port >> 8)];
        await channels.SendAsync((byte)channel, number, cancellationToken);
        await channels.SendAsync((byte)(channel + 1), number, cancellationToken);
        await using var connection = new DuplexChannel(channels.Input(channel), channels.Output(channel));
        if (await pod.ForwardAsync(port, connection, cancellationToken) is { Length: > 0 } fault)
        {
            await channels.SendAsync((byte)(channel + 1), Encoding.UTF8.GetBytes(fault), cancellationToken);
        }
    }
}
