using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>The HTTPS side of a kubelet on a free port: writes what it was asked into logs, echoes streams.</summary>
internal sealed class FakeKubelet : IAsyncDisposable
{
    private LoopbackServer _front = null!;

    private FakeKubelet()
    {
    }

    public int Port => _front.Port;

    /// <summary>Path and query of every request, with the client certificate's subject.</summary>
    public ConcurrentQueue<(string Target, string Client)> Requests { get; } = new();

    /// <summary>How the next requests are answered; null for the usual way.</summary>
    public RequestDelegate? Answer { get; set; }

    public static async Task<FakeKubelet> StartAsync(KeyedCertificate certificate, CancellationToken cancellationToken)
    {
        var kubelet = new FakeKubelet();
        kubelet._front = await LoopbackServer.StartAsync(kubelet.HandleAsync, certificate, ClientCertificateMode.RequireCertificate, cancellationToken);
        return kubelet;
    }

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Requests.Enqueue((context.Request.Path + context.Request.QueryString, context.Connection.ClientCertificate!.GetNameInfo(X509NameType.SimpleName, false)));
        if (Answer is { } answer)
        {
            await answer(context);
        }
        else if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Response.Headers.Upgrade = context.Request.Headers.Upgrade;
            context.Response.Headers.SecWebSocketProtocol = "v5.channel.k8s.io";
            await using var stream = await upgrade.UpgradeAsync();
            await stream.CopyToAsync(stream, context.RequestAborted);
        }
        else
        {
            await context.Response.WriteAsync("a line\n", context.RequestAborted);
        }
    }
}
