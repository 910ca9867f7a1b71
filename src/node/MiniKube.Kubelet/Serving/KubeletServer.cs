using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniKube.Kubelet.Serving.Access;

namespace MiniKube.Kubelet.Serving;

/// <summary>A node's HTTPS server. A certificate of another cluster gets no connection; whom the gate does not know gets 401, whom it does not allow 403.</summary>
internal sealed class KubeletServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KubeletServer(WebApplication application, int port) => (_application, Port) = (application, port);

    public int Port { get; }

    public static async Task<KubeletServer> StartAsync(
        KubeletServingOptions options, KubeletGate gate, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var certificates = new ClientCertificates(options.ClientAuthority);
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
                    https.ServerCertificateSelector = (_, _) => options.Certificate();
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => certificates.IsAuthentic(certificate);
                });
            });
        });
        var application = builder.Build();
        application.Run(context => gate.HandleAsync(context, handler));
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new KubeletServer(application, new Uri(address).Port);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
