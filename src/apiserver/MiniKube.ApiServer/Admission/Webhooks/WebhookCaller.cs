using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Matching;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Asks one webhook about one write, and says what came of it. Counts and times.</summary>
/// <param name="isMutating">The phase, which decides what may be answered.</param>
/// <param name="uids">Names each question.</param>
/// <param name="time">Times each answer.</param>
/// <param name="metrics">Under upstream's names.</param>
internal sealed class WebhookCaller(bool isMutating, IUidSource uids, TimeProvider time, WebhookMetrics metrics)
{
    private readonly string _phase = isMutating ? "admit" : "validating";

    /// <exception cref="ApiException">400: what is only tried out may not be told to this webhook. 500: the object cannot be converted for it.</exception>
    public async ValueTask<WebhookOutcome> AskAsync(AdmissionWebhook webhook, AdmissionReview review, CancellationToken cancellationToken)
    {
        var request = review.Subject.Admission.Request;
        if (request.IsDryRun && !webhook.TakesDryRun)
        {
            CountInternalError(webhook, review.Subject);
            throw StatusErrors.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        var started = time.GetTimestamp();
        var outcome = await CallAsync(webhook, review, cancellationToken);
        metrics.Observe(webhook, _phase, review.Subject.Operation, outcome, time.GetElapsedTime(started));
        foreach (var (key, value) in outcome.Annotations)
        {
            request.Annotations.Add($"{webhook.Name}/{key}", value);
        }

        return outcome;
    }

    /// <summary>A write is refused for what this server makes of the webhook.</summary>
    public void CountInternalError(AdmissionWebhook webhook, MatchSubject subject) => metrics.CountInternalError(webhook, _phase, subject.Operation);

    /// <summary>What the client is answered when a webhook cannot be asked and its policy is to fail; null when it is to be ignored.</summary>
    public ApiException? Failure(AdmissionWebhook webhook, WebhookOutcome.Failed failed, MatchSubject subject, string auditKey)
    {
        if (!webhook.IgnoresFailure)
        {
            return StatusErrors.InternalError($"failed calling webhook \"{webhook.Name}\": {failed.Reason}");
        }

        metrics.CountIgnored(webhook, _phase);
        subject.Admission.Request.Annotations.Add($"failed-open.{auditKey}", webhook.Name);
        return null;
    }

    private async ValueTask<WebhookOutcome> CallAsync(AdmissionWebhook webhook, AdmissionReview review, CancellationToken cancellationToken)
    {
        if (webhook.Client is not { } client)
        {
            return new WebhookOutcome.Failed($"could not get REST client: {webhook.Fault}", 503);
        }

        var uid = uids.NewUid();
        try
        {
            var answer = await client.PostAsync(review.Write(webhook.ReviewVersion, uid), webhook.Timeout, cancellationToken);
            return ReviewAnswer.Read(webhook, uid, isMutating, answer);
        }
        catch (HttpRequestException error)
        {
            return new WebhookOutcome.Failed($"failed to call webhook: {error.Message}", (int?)error.StatusCode ?? 503);
        }
        catch (TimeoutException error)
        {
            return new WebhookOutcome.Failed($"failed to call webhook: {error.Message}", 503);
        }
    }
}
