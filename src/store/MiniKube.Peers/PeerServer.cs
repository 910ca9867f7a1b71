using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniKube.Peers;

/// <summary>Listens for other members, by mutual TLS.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    /// <summary>An append with one very large entry goes alone.</summary>
    private const int FrameBytesMax = 128 << 20;

    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(200);

    private readonly WebApplication _application;

    private PeerServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public static async Task<PeerServer> StartAsync(
        PeerOptions options, PeerCertificates certificates, PeerService service, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopGrace);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = FrameBytesMax);
        builder.Services.AddSingleton(service);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificates));
        var application = builder.Build();
        application.MapGrpcService<PeerService>();
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new PeerServer(application, new UriBuilder(options.Listen) { Port = new Uri(addresses.Addresses.First()).Port }.Uri);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(default);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, PeerOptions options, PeerCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 16 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 8 << 20;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(5);

        // Streams may rest for as long as they like.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(certificates.ForServer());
        });
    }

    /// <summary>Signals are the program's to handle, not a component's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
