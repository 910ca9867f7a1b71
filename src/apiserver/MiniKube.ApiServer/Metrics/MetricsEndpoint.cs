using Microsoft.AspNetCore.Http;
using MiniKube.Store.Metrics;
using Prometheus;

namespace MiniKube.ApiServer.Metrics;

/// <summary>Answers <c>/metrics</c> in the Prometheus text format: the server's own numbers, then those of its store where that has some.</summary>
internal sealed class MetricsEndpoint(CollectorRegistry registry, IStoreMetricsSource? store)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        await registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
        if (store is not null)
        {
            await context.Response.WriteAsync(StoreMetricsText.Format(await store.ReadMetricsAsync(context.RequestAborted)), context.RequestAborted);
        }
    }
}
