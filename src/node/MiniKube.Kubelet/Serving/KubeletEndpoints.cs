using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Client.Serialization;
using k8s.Models;

namespace MiniKube.Kubelet.Serving;

/// <summary>All that a node serves, by path.</summary>
internal sealed partial class KubeletEndpoints(
    PodLookup pods, LogEndpoint logs, StreamEndpoint streams, PortForwardEndpoint ports, ServedMetrics metrics, ILogger<KubeletEndpoints> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (ServingException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.StatusCode, "text/plain; charset=utf-8", e.Message + "\n");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
#pragma warning disable CA1031 // The edge of a request: whatever goes wrong with one must not end the node's serving.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, context.Request.Path.Value ?? "");
            if (!context.Response.HasStarted)
            {
                await WriteAsync(context, 500, "text/plain; charset=utf-8", e.Message + "\n");
            }
            else
            {
                context.Abort();
            }
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["containerLogs", var ns, var pod, var container] => logs.HandleAsync(context, ns, pod, container),
            ["exec", var ns, var pod, var container] => streams.ExecAsync(context, ns, pod, container),
            ["exec", var ns, var pod, _, var container] => streams.ExecAsync(context, ns, pod, container),
            ["attach", var ns, var pod, var container] => streams.AttachAsync(context, ns, pod, container),
            ["attach", var ns, var pod, _, var container] => streams.AttachAsync(context, ns, pod, container),
            ["portForward", var ns, var pod] => ports.HandleAsync(context, ns, pod),
            ["portForward", var ns, var pod, _] => ports.HandleAsync(context, ns, pod),
            ["healthz"] => WriteAsync(context, 200, "text/plain; charset=utf-8", "ok"),
            ["pods"] => WriteAsync(context, 200, "application/json", PodList()),
            ["metrics"] => WriteAsync(context, 200, "text/plain; version=0.0.4", metrics.Write()),
            _ => WriteAsync(context, 404, "text/plain; charset=utf-8", "404 page not found\n"),
        };
    }

    private string PodList() => Encoding.UTF8.GetString(ModelJson.Serialize(new V1PodList
    {
        ApiVersion = "v1",
        Kind = "PodList",
        Metadata = new V1ListMeta(),
        Items = [.. pods.Pods],
    }));

    private static async Task WriteAsync(HttpContext context, int statusCode, string contentType, string body)
    {
        context.Response.StatusCode = statusCode;
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), context.RequestAborted);
    }

    [LoggerMessage(EventId = 10200, Level = LogLevel.Error, Message = "The request for {Path} failed")]
    private partial void LogFailed(Exception exception, string path);
}
