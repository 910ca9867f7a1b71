using Grpc.Core;
using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Serving.Channels;

namespace MiniKube.Kubelet.Serving;

/// <summary><c>/portForward</c>: for every port a data and an error channel, each beginning with the port's number.</summary>
internal sealed class PortForwardEndpoint(PodLookup pods, IContainerStreams? streams)
{
    private const int PortsMax = 64;

    private static readonly string[] Protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    public async Task HandleAsync(HttpContext context, string @namespace, string pod)
    {
        var backend = streams ?? throw new ServingException(501, "this node cannot stream into containers");
        var ports = context.Request.Query["port"].OfType<string>().Select(Parse).ToList();
        if (ports.Count is 0 or > PortsMax)
        {
            throw new ServingException(400, $"between 1 and {PortsMax} ports can be forwarded, as query parameters \"port\"");
        }

        var sandbox = pods.Pod(@namespace, pod).Runtime.ReadySandbox ?? throw new ServingException(404, $"pod {pod} is not running");
        var (socket, protocol) = await WebSocketUpgrade.AcceptAsync(context, Protocols);
        await using var channels = new ChannelSocket(socket, canClose: protocol is "v5.channel.k8s.io", ports.Select((_, index) => index * 2));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var receiving = channels.ReceiveAsync(stop.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, channels.Gone);
        try
        {
            await Task.WhenAll(ports.Select((port, index) => ForwardAsync(backend, sandbox.Id, port, channels, index * 2, end.Token)));
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

    private static async Task ForwardAsync(
        IContainerStreams backend, string sandbox, int port, ChannelSocket channels, int channel, CancellationToken cancellationToken)
    {
        byte[] number = [(byte)port, (byte)(port >> 8)];
        await channels.SendAsync((byte)channel, number, cancellationToken);
        await channels.SendAsync((byte)(channel + 1), number, cancellationToken);
        try
        {
            await using var connection = new DuplexChannel(channels.Input(channel), channels.Output(channel));
            await backend.PortForwardAsync(sandbox, port, connection, cancellationToken);
        }
        catch (Exception e) when (e is RpcException or IOException or System.Net.Sockets.SocketException && !cancellationToken.IsCancellationRequested)
        {
            var why = e is RpcException rpc ? rpc.Status.Detail : e.Message;
            await channels.SendAsync((byte)(channel + 1), System.Text.Encoding.UTF8.GetBytes($"error forwarding port {port} to pod: {why}"), cancellationToken);
        }
        catch (RpcException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static int Parse(string text) =>
        ushort.TryParse(text, out var port) && port > 0 ? port : throw new ServingException(400, $"\"{text}\" is not a port");
}
