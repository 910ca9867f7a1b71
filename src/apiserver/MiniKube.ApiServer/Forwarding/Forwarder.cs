using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Http;
using Yarp.ReverseProxy.Forwarder;

namespace MiniKube.ApiServer.Forwarding;

/// <summary>
/// Passes requests on to other servers and their answers back, as the bytes come: kubelets, pods, services and aggregated servers. A
/// connection that both sides upgrade (WebSocket, SPDY) is joined.
/// </summary>
internal sealed class Forwarder
{
    // A watch or a terminal may rest for as long as it likes; either side ends it.
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private readonly Lazy<IHttpForwarder> _forwarder;

    public Forwarder(TimeProvider time, ILoggerFactory logging) => _forwarder = new(() => Make(time, logging));

    /// <returns>Why no answer came; null when one has been passed back.</returns>
    public async Task<Exception?> ForwardAsync(HttpContext context, HttpMessageInvoker client, ForwardedMessage message)
    {
        var end = context.RequestAborted;
        var error = await _forwarder.Value.SendAsync(context, message.Target.GetLeftPart(UriPartial.Authority), client, Config, message, end);
        if (error == ForwarderError.None || context.Response.HasStarted)
        {
            return null;
        }

        end.ThrowIfCancellationRequested();
        return context.Features.Get<IForwarderErrorFeature>()?.Exception ?? new HttpRequestException($"the request could not be passed on: {error}");
    }

    private static IHttpForwarder Make(TimeProvider time, ILoggerFactory logging)
    {
        // The library makes its forwarder in a container only.
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton<ILoggerFactory>(new FrameworkLogging(logging, LogLevel.Error));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddHttpForwarder();
        return services.BuildServiceProvider().GetRequiredService<IHttpForwarder>();
    }
}
