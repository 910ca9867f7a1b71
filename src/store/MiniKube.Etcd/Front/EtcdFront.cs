using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniKube.Store.Certificates;

namespace MiniKube.Etcd.Front;

/// <summary>Serves a store to etcd's clients, over gRPC. The store stays its caller's.</summary>
public sealed class EtcdFront : IAsyncDisposable
{
    private const int StreamsPerConnectionMax = 10_000;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private EtcdFront(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public static async Task<EtcdFront> StartAsync(
        EtcdFrontOptions options, EtcdBackend backend, ILoggerFactory logging, TimeProvider time, CancellationToken cancellationToken)
    {
        options.Validate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new ForwardedLogging(logging)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopGrace);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.RequestBytesMax;
            grpc.MaxSendMessageSize = null;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        builder.Services.AddSingleton(new ErrorInterceptor());
        builder.Services.AddSingleton(new KvService(backend));
        builder.Services.AddSingleton(new WatchService(backend, options, time));
        builder.Services.AddSingleton(new LeaseService(backend));
        builder.Services.AddSingleton(new ClusterService(backend));
        builder.Services.AddSingleton(new MaintenanceService(backend));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, logging.CreateLogger<EtcdFront>()));
        var application = builder.Build();
        application.MapGrpcService<KvService>();
        application.MapGrpcService<WatchService>();
        application.MapGrpcService<LeaseService>();
        application.MapGrpcService<ClusterService>();
        application.MapGrpcService<MaintenanceService>();
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new EtcdFront(application, AddressOf(application, options));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(default);
        await _application.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, EtcdFrontOptions options, ILogger logger)
    {
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = AuthorityEncoding.Select;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 8 << 20;
        kestrel.Limits.Http2.InitialStreamWindowSize = 4 << 20;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);

        // gRPC bounds messages itself; streams may rest, and their readers be slow, for as long as they like.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(options.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.IsTls)
            {
                listen.UseHttps(Https(options, logger));
            }
        });
    }

    /// <summary>Replaced files count from the next connection on.</summary>
    private static TlsHandshakeCallbackOptions Https(EtcdFrontOptions options, ILogger logger)
    {
        var files = new CertificateFiles(options.CertificateFile!, options.KeyFile!, options.ClientAuthorityFile!, logger);
        _ = files.Current;
        return new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ =>
            {
                var current = files.Current;
                return ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = current.Context,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && current.Trusts(shown),
                });
            },
        };
    }

    private static Uri AddressOf(WebApplication application, EtcdFrontOptions options)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new UriBuilder(options.Listen) { Port = new Uri(addresses.Addresses.First()).Port }.Uri;
    }

    /// <summary>Signals are the program's to handle, not a component's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
