using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Webhooks;
using Prometheus;

namespace MiniKube.ApiServer.Audit;

/// <summary>Makes the auditor that the options ask for.</summary>
internal static class AuditComposition
{
    /// <returns>Null when nothing is to be recorded.</returns>
    /// <exception cref="InvalidDataException">A file is wrong; the message says what to mend.</exception>
    public static Auditor? Open(AuditOptions? options, CollectorRegistry registry, ApiServerServices services)
    {
        if (options is null)
        {
            return null;
        }

        var metrics = new AuditMetrics(registry);
        var policy = AuditPolicyFile.Load(options.PolicyFile);
        var backends = ImmutableArray.CreateBuilder<IAuditBackend>();
        if (options.LogPath is not null)
        {
            var bounded = options with { LogBatch = Bounded(options.LogBatch, options.LogTruncate) };
            backends.Add(TruncatingBackend.Before(OpenLog(bounded, metrics, services), options.LogTruncate, metrics));
        }

        if (options.WebhookConfigFile is { } file)
        {
            var bounded = options with { WebhookBatch = Bounded(options.WebhookBatch, options.WebhookTruncate) };
            var webhook = new WebhookBackend(KubeconfigServer.Load(file, Uri.UriSchemeHttps, Uri.UriSchemeHttp), bounded, metrics, services, services.Logging.CreateLogger<WebhookBackend>());
            backends.Add(TruncatingBackend.Before(webhook, options.WebhookTruncate, metrics));
        }

        return backends.Count == 0 ? null : new Auditor(policy, backends.ToImmutable(), metrics, services.Time);
    }

    private static AuditBatchOptions Bounded(AuditBatchOptions batch, AuditTruncateOptions truncate) =>
        truncate.IsEnabled ? batch with { BytesMax = truncate.BatchBytesMax } : batch;

    private static LogBackend OpenLog(AuditOptions options, AuditMetrics metrics, ApiServerServices services)
    {
        try
        {
            return new LogBackend(options, metrics, services.Time, services.Logging.CreateLogger<LogBackend>());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"the audit log {options.LogPath} cannot be written: {error.Message}", error);
        }
    }
}
