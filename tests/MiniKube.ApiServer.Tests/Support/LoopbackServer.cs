using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>A web server on a free port, behind which tests play the servers of others.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application)
    {
        _application = application;
        Url = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/');
    }

    /// <summary>Without a slash at its end.</summary>
    public string Url { get; }

    public int Port => new Uri(Url).Port;

    /// <summary>Serves until it is disposed of.</summary>
    /// <param name="answer">Answers every request.</param>
    /// <param name="certificate">What it shows; null for plain HTTP.</param>
    /// <param name="clients">Whether it asks for its clients' certificates, any of which will do.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<LoopbackServer> StartAsync(
        RequestDelegate answer,
        KeyedCertificate? certificate,
        ClientCertificateMode clients,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate.ToCertificate();
                    https.ClientCertificateMode = clients;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync(cancellationToken);
        return new LoopbackServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
