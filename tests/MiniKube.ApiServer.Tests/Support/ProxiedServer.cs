using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A pod's web server on a free port, reached at whatever address the proxy goes to: remembers requests, echoes upgraded connections.</summary>
internal sealed class ProxiedServer : IAsyncDisposable
{
    private LoopbackServer _front = null!;

    private ProxiedServer()
    {
    }

    /// <summary>Method, target, headers of interest and body of every request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Where the proxy went.</summary>
    public ConcurrentQueue<string> Dialed { get; } = new();

    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("hello", context.RequestAborted);

    public static async Task<ProxiedServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new ProxiedServer();
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, null, ClientCertificateMode.NoCertificate, cancellationToken);
        return server;
    }

    public async ValueTask<Stream> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        Dialed.Enqueue($"{host}:{port}");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _front.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            Requests.Enqueue($"{request.Method} {target} {request.Headers.Upgrade} {request.Headers.SecWebSocketProtocol}");
            context.Response.Headers.Upgrade = request.Headers.Upgrade;
            await using var stream = await upgrade.UpgradeAsync();
            await stream.CopyToAsync(stream, context.RequestAborted);
            return;
        }

        using var body = new StreamReader(request.Body);
        var sent = await body.ReadToEndAsync(context.RequestAborted);
        var told = request.Headers.Where(header => header.Key is "Authorization" or "Impersonate-User" or "X-Remote-User" or "X-Mine" or "X-Forwarded-Uri")
            .OrderBy(header => header.Key).Select(header => $" {header.Key}={header.Value}");
        Requests.Enqueue($"{request.Method} {target}{string.Concat(told)} body={sent}");
        await Answer(context);
    }
}
