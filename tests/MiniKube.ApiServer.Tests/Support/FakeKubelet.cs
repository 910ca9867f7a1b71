using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>The HTTPS side of a kubelet on a free port: writes what it was asked into logs, echoes streams.</summary>
internal sealed class FakeKubelet : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeKubelet(WebApplication application) => _application = application;

    public int Port { get; private set; }

    /// <summary>Path and query of every request, with the client certificate's subject.</summary>
    public ConcurrentQueue<(string Target, string Client)> Requests { get; } = new();

    /// <summary>How the next requests are answered; null for the usual way.</summary>
    public RequestDelegate? Answer { get; set; }

    public static async Task<FakeKubelet> StartAsync(KeyedCertificate certificate, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate.ToCertificate();
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.AllowAnyClientCertificate();
        })));
        var application = builder.Build();
        var kubelet = new FakeKubelet(application);
        application.Run(kubelet.HandleAsync);
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        kubelet.Port = new Uri(addresses.First()).Port;
        return kubelet;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

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
