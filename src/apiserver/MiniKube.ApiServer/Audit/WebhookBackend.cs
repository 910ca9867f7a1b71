using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Audit;

/// <summary>Posts records to a server outside. What fails for a reason that may pass is sent again, a bounded number of times.</summary>
internal sealed partial class WebhookBackend : IAuditBackend
{
    private const string Name = "webhook";
    private const int AttemptsMax = 5;
    private const double BackoffFactor = 1.5;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private readonly KubeconfigServer _target;
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _initialBackoff;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;
    private readonly ILogger<WebhookBackend> _logger;
    private readonly AuditBatches? _batches;

    public WebhookBackend(
        KubeconfigServer target, AuditOptions options, AuditMetrics metrics, ApiServerServices services, ILogger<WebhookBackend> logger)
    {
        _target = target;
        _http = new HttpMessageInvoker(target.Handler(services.Time));
        _initialBackoff = options.WebhookInitialBackoff;
        _metrics = metrics;
        (_time, _random) = (services.Time, services.Random);
        _logger = logger;
        IsStrict = options.WebhookMode == AuditMode.BlockingStrict;
        _batches = options.WebhookMode == AuditMode.Batch ? new AuditBatches(options.WebhookBatch, SendAsync, () => metrics.CountLost(Name, 1), services.Time) : null;
    }

    public bool IsStrict { get; }

    public async ValueTask<bool> ProcessAsync(AuditRecord record, CancellationToken cancellationToken) =>
        _batches?.TryAdd(record) ?? await SendAsync([record], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_batches is not null)
        {
            await _batches.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task<bool> SendAsync(IReadOnlyList<AuditRecord> batch, CancellationToken stopping)
    {
        var body = AuditEventList.ToBytes(batch);
        var wait = _initialBackoff;
        for (var attempt = 1; ; attempt++)
        {
            var fault = await TrySendAsync(body);
            if (fault is null)
            {
                return true;
            }

            if (attempt == AttemptsMax || stopping.IsCancellationRequested || !MayPass(fault) || !await WaitAsync(wait, stopping))
            {
                LogNotSent(fault, batch.Count);
                _metrics.CountLost(Name, batch.Count);
                return false;
            }

            wait *= BackoffFactor;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken stopping)
    {
        // Up to a fifth longer, so that many servers do not come back at once.
        var delay = wait + (wait * (_random.Next(200) / 1000.0));
        await Task.Delay(delay, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }

    private async Task<Exception?> TrySendAsync(byte[] body)
    {
        using var timeout = new CancellationTokenSource(CallTimeout, _time);
        using var request = new HttpRequestMessage(HttpMethod.Post, _target.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_target.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", _target.Authorization);
        }

        try
        {
            using var response = await _http.SendAsync(request, timeout.Token);
            response.EnsureSuccessStatusCode();
            return null;
        }
        catch (HttpRequestException refused)
        {
            return refused;
        }
        catch (OperationCanceledException late) when (timeout.IsCancellationRequested)
        {
            return late;
        }
    }

    private static bool MayPass(Exception fault) =>
        fault is not HttpRequestException { StatusCode: { } code } || code is HttpStatusCode.TooManyRequests || (int)code >= 500;

    [LoggerMessage(2022, LogLevel.Error, "{Count} audit records could not be sent to the webhook and are lost")]
    private partial void LogNotSent(Exception fault, int count);
}
