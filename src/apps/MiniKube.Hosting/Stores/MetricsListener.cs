using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniKube.Mvcc;
using MiniKube.Store;
using MiniKube.Store.Metrics;

namespace MiniKube.Hosting.Stores;

/// <summary>Tells a store's numbers and health by plain HTTP on an address of its own, as etcd does with <c>--listen-metrics-urls</c>.</summary>
public sealed class MetricsListener : IAsyncDisposable
{
    private const int ConnectionsMax = 64;
    private const string TextType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;

    private MetricsListener(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public static async Task<MetricsListener> StartAsync(Uri listen, EmbeddedStore store, HostServices services, CancellationToken cancellationToken)
    {
        Validate(listen);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopGrace);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(new IPEndPoint(AddressOf(listen), listen.Port), endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, store, services.Time));
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
        return new MetricsListener(application, new UriBuilder(listen) { Port = new Uri(addresses.Addresses.First()).Port }.Uri);
    }

    /// <exception cref="ArgumentException">Nothing can listen there.</exception>
    public static void Validate(Uri listen)
    {
        _ = AddressOf(listen);
        if (listen.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"metrics are told by plain http only, not {listen.Scheme}: write http://127.0.0.1:2381", nameof(listen));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(default);
        await _application.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, EmbeddedStore store, TimeProvider time) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/metrics") => AnswerMetricsAsync(context, store),
        ("GET", "/health" or "/readyz") => AnswerHealthAsync(context, store, time),
        ("GET", "/livez") => WriteAsync(context, StatusCodes.Status200OK, "text/plain", "ok\n"),
        (not "GET", _) => WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "text/plain", "only GET\n"),
        _ => WriteAsync(context, StatusCodes.Status404NotFound, "text/plain", "404 page not found\n"),
    };

    private static async Task AnswerMetricsAsync(HttpContext context, EmbeddedStore store)
    {
        var text = new StringBuilder(StoreMetricsText.Format(await store.ReadMetricsAsync(context.RequestAborted)));
        using var process = Process.GetCurrentProcess();
        Append(text, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.", process.WorkingSet64);
        Append(text, "process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", process.TotalProcessorTime.TotalSeconds);
        Append(text, "process_start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.", new DateTimeOffset(process.StartTime).ToUnixTimeSeconds());
        await WriteAsync(context, StatusCodes.Status200OK, TextType, text.ToString());
    }

    /// <summary>Healthy is a store that answers with all that was acknowledged; with <c>?serializable=true</c>, one that answers at all.</summary>
    private static async Task AnswerHealthAsync(HttpContext context, EmbeddedStore store, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(HealthTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        string? fault = null;
        try
        {
            var isLocal = context.Request.Query["serializable"] == "true";
            await store.RangeAsync(new RangeRequest(KeyRange.Single(Key.From("health"))) { Limit = 1, Serializable = isLocal }, end.Token);
        }
        catch (StoreUnavailableException unavailable)
        {
            fault = unavailable.Message;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            fault = "the store did not answer in time";
        }

        var code = fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        var answer = $$"""{"health":"{{(fault is null ? "true" : "false")}}","reason":"{{JsonEncodedText.Encode(fault ?? string.Empty)}}"}""";
        await WriteAsync(context, code, "application/json", answer);
    }

    private static void Append(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value}\n");

    private static async Task WriteAsync(HttpContext context, int code, string type, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static IPAddress AddressOf(Uri uri) =>
        IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? address
        : uri.Host == "localhost" ? IPAddress.Loopback
        : throw new ArgumentException($"'{uri.Host}' is not an IP address to listen on", nameof(uri));

    /// <summary>Signals are the program's to handle, not a component's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
