using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Logs;

namespace MiniKube.Kubelet.Serving;

/// <summary>GET <c>/containerLogs/{namespace}/{pod}/{container}</c>.</summary>
internal sealed class LogEndpoint(PodLookup pods, LogReader reader, PodPaths paths, TimeProvider timeProvider)
{
    public async Task HandleAsync(HttpContext context, string @namespace, string pod, string container)
    {
        var options = Read(context.Request.Query);
        var worker = pods.Pod(@namespace, pod);
        var record = PodLookup.Logged(worker, container, options.Previous);
        var source = new LogSource(
            Path.Combine(paths.Logs(worker.Pod), PodPaths.Log(container, record.Attempt)),
            () => worker.Runtime.Containers.Any(candidate => candidate.IsRunning && string.Equals(candidate.Id, record.Id, StringComparison.Ordinal)),
            worker.WhenLookedAsync);

        // A container may be silent for hours; that is no reason to hang up.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/plain";
        await context.Response.StartAsync(context.RequestAborted);
        await reader.CopyAsync(source, options, context.Response.Body, context.RequestAborted);
    }

    private LogOptions Read(IQueryCollection query)
    {
        var since = Number(query, "sinceSeconds") is { } seconds ? timeProvider.GetUtcNow().AddSeconds(-seconds)
            : query["sinceTime"] is [{ Length: > 0 } text] ? Time(text)
            : (DateTimeOffset?)null;
        return new LogOptions
        {
            Follow = IsSet(query, "follow"),
            Previous = IsSet(query, "previous"),
            Timestamps = IsSet(query, "timestamps"),
            Since = since,
            TailLines = Number(query, "tailLines"),
            BytesMax = Number(query, "limitBytes"),
        };
    }

    private static bool IsSet(IQueryCollection query, string name) => query[name] is ["true" or "1" or "True"];

    private static long? Number(IQueryCollection query, string name) =>
        query[name] is not [{ Length: > 0 } text] ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ServingException(400, $"{name} must be a whole number, not \"{text}\"");

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new ServingException(400, $"sinceTime must be a time in RFC 3339, not \"{text}\"");
}
