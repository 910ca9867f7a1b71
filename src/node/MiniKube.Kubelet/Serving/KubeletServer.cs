using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniKube.Kubelet.Serving;

/// <summary>A node's HTTPS server: who shows no certificate of the cluster gets 401, who is not allowed 403.</summary>
internal sealed class KubeletServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KubeletServer(WebApplication application, int port) => (_application, Port) = (application, port);

    public int Port { get; }

    public static async Task<KubeletServer> StartAsync(
        KubeletServingOptions options, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var gate = new ClientGate(options.ClientAuthority);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(new IPEndPoint(options.BindAddress, options.Port), listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = options.Certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => gate.IsAuthentic(certificate);
                });
            });
        });
        var application = builder.Build();
        application.Run(context => GuardAsync(context, handler));
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new KubeletServer(application, new Uri(address).Port);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static Task GuardAsync(HttpContext context, RequestDelegate handler)
    {
        switch (context.Connection.ClientCertificate)
        {
            case null:
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return context.Response.WriteAsync("Unauthorized", context.RequestAborted);
            case X509Certificate2 certificate when !ClientGate.IsAllowed(certificate):
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return context.Response.WriteAsync($"Forbidden (subject={certificate.Subject})", context.RequestAborted);
            default:
                return handler(context);
        }
    }
}
