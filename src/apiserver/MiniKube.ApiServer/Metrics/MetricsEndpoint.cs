using Microsoft.AspNetCore.Http;
using Prometheus;

namespace MiniKube.ApiServer.Metrics;

/// <summary>Answers <c>/metrics</c> in the Prometheus text format.</summary>
internal sealed class MetricsEndpoint(CollectorRegistry registry)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        await registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }
}
