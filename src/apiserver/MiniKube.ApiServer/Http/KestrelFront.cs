using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniKube.ApiServer.Http;

/// <summary>The sockets: HTTPS, 1.1 and 2, in front of the pipeline.</summary>
internal sealed class KestrelFront : IAsyncDisposable
{
    private const int HeadersBytesMax = 64 * 1024;
    /// <summary>A body that comes slower, once the time of grace is over, ends its request.</summary>
    private const double BodyBytesPerSecondMin = 240;

    private const int RequestLineBytesMax = 64 * 1024;

    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private readonly ApiServerOptions _options;
    private readonly Task<WebApplication> _building;
    private ServingCertificate? _certificate;
    private WebApplication? _started;

    /// <summary>Begins to put together what serves, beside its caller. Nobody reaches it before it is started.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="services">Its surroundings.</param>
    /// <param name="load">What it presents; takes time, since the machine's own roots are read with it.</param>
    /// <param name="pipeline">Answers.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    public KestrelFront(
        ApiServerOptions options, ApiServerServices services, Func<ServingCertificate> load, RequestDelegate pipeline, CancellationToken cancellationToken)
    {
        _options = options;
        _building = Task.Run(() => Build(options, services, _certificate = load(), pipeline), cancellationToken);
    }

    /// <summary>Where it listens, once started.</summary>
    public Uri Address { get; private set; } = new("https://localhost");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var application = await _building;
        await application.StartAsync(cancellationToken);
        _started = application;
        Address = FindAddress(application);
    }

    /// <summary>Takes no more connections, lets requests finish until the token says no, then cuts them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _started?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // Why it could not be built, who started it has heard.
        await ((Task)_building).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_building.IsCompletedSuccessfully)
        {
            await (await _building).DisposeAsync();
        }

        await (_certificate?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static WebApplication Build(
        ApiServerOptions options, ApiServerServices services, ServingCertificate certificate, RequestDelegate pipeline)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new FrameworkLogging(services.Logging));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopGrace);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, certificate));
        var application = builder.Build();
        var goAway = new GoAway(options.GoAwayChance, services.Random);
        application.Run(context =>
        {
            goAway.Consider(context);
            return pipeline(context);
        });

        // Made now rather than when it is to listen.
        _ = application.Services.GetRequiredService<IServer>();
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel, ApiServerOptions options, ServingCertificate certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.ConnectionsMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeadersBytesMax;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.RequestHeadersTimeout = options.HeadersTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecondMin, options.SlowBodyGrace);
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = HeadersBytesMax;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.StreamsPerConnectionMax;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);

        // The endpoints bound bodies and say so in a Status; a watch may rest, and its reader be slow, for as long as they like.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(new IPEndPoint(options.BindAddress, options.Port), listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HandshakeTimeout,
                OnConnection = context => ValueTask.FromResult(certificate.HandshakeOptions(context.Connection, context.ClientHelloInfo.ServerName)),
            });
        });
    }

    private Uri FindAddress(WebApplication application)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        var bound = new Uri(addresses.Addresses.First());
        var host = _options.AdvertiseAddress
            ?? (_options.BindAddress.Equals(IPAddress.Any) ? IPAddress.Loopback
                : _options.BindAddress.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
                : _options.BindAddress);
        return new UriBuilder(Uri.UriSchemeHttps, host.ToString(), bound.Port).Uri;
    }

    /// <summary>Signals are the program's to handle, not a component's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
