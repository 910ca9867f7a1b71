using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using MiniKube.Cri.Streams;
using MiniKube.Kubelet.Serving.Ports;
using MiniKube.Kubelet.Serving.Spdy;

namespace MiniKube.Kubelet.Serving;

/// <summary><c>/portForward</c>: connections to a pod's ports, on SPDY, on SPDY through a WebSocket, or on a WebSocket's channels.</summary>
internal sealed class PortForwardEndpoint(PodLookup pods, IContainerStreams? streams, TimeProvider timeProvider)
{
    private const int PortsMax = 64;
    private const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    private static readonly string[] SocketProtocols = [Tunnel, "v5.channel.k8s.io", "v4.channel.k8s.io"];

    public async Task HandleAsync(HttpContext context, string @namespace, string pod)
    {
        var backend = streams ?? throw new ServingException(501, "this node cannot stream into containers");
        var isSpdy = SpdyUpgrade.IsAskedBy(context) || context.Request.Headers.SecWebSocketProtocol.ToString().Contains(Tunnel, StringComparison.Ordinal);
        var ports = isSpdy ? [] : Ports(context);
        var sandbox = pods.Pod(@namespace, pod).Runtime.ReadySandbox ?? throw new ServingException(404, $"pod {pod} is not running");
        var target = new PodPorts(backend, sandbox.Id);
        if (SpdyUpgrade.IsAskedBy(context))
        {
            var (connection, _) = await SpdyUpgrade.AcceptAsync(context, [SpdyPorts.Protocol]);
            await SpdyPorts.ServeAsync(connection, target, timeProvider, context.RequestAborted);
            return;
        }

        var (socket, protocol) = await WebSocketUpgrade.AcceptAsync(context, SocketProtocols);
        if (protocol == Tunnel)
        {
            await using var tunnel = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
            await SpdyPorts.ServeAsync(tunnel, target, timeProvider, context.RequestAborted);
            return;
        }

        await SocketPorts.ServeAsync(socket, canClose: protocol is "v5.channel.k8s.io", ports, target, context.RequestAborted);
    }

    /// <summary>On channels the ports are named before; on SPDY each stream names its own.</summary>
    private static List<int> Ports(HttpContext context)
    {
        var ports = context.Request.Query["port"].OfType<string>().Select(Parse).ToList();
        return ports.Count is > 0 and <= PortsMax
            ? ports
            : throw new ServingException(400, $"between 1 and {PortsMax} ports can be forwarded, as query parameters \"port\"");
    }

    private static int Parse(string text) =>
        ushort.TryParse(text, out var port) && port > 0 ? port : throw new ServingException(400, $"\"{text}\" is not a port");
}
