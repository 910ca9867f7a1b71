using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Matching;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Asks the webhooks of all ValidatingWebhookConfigurations that are about a write, at once; of several refusals the first is told.</summary>
internal sealed class ValidatingAdmissionWebhook(WebhookPhase phase, WebhookCaller caller) : IValidatingAdmission
{
    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var webhooks = await phase.ForAsync(admission, cancellationToken);
        if (webhooks.Count == 0)
        {
            return;
        }

        var subject = phase.SubjectOf(admission);
        if (subject.IsExempt)
        {
            return;
        }

        var asked = new List<(AdmissionWebhook Webhook, AdmissionReview Review)>();
        var reviews = new Dictionary<MatchedResource, AdmissionReview>();
        foreach (var webhook in webhooks)
        {
            if (await webhook.Criteria.MatchAsync(subject, cancellationToken) is { } matched)
            {
                if (!reviews.TryGetValue(matched, out var review))
                {
                    reviews[matched] = review = await WebhookPhase.ReviewAsync(subject, matched, cancellationToken);
                }

                if (await phase.HoldsAsync(webhook, review, cancellationToken))
                {
                    asked.Add((webhook, review));
                }
            }
        }

        if (asked.Count > 0)
        {
            await AskAllAsync(subject, asked, cancellationToken);
        }
    }

    private async ValueTask AskAllAsync(
        MatchSubject subject, List<(AdmissionWebhook Webhook, AdmissionReview Review)> asked, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(asked.Select(each => AskAsync(each.Webhook, each.Review, cancellationToken)));
        ApiException? refusal = null;
        for (var i = 0; i < outcomes.Length; i++)
        {
            subject.Admission.Request.Warn(outcomes[i].Warnings);
            refusal ??= outcomes[i] switch
            {
                WebhookOutcome.Denied denied => new ApiException(denied.Status),
                WebhookOutcome.Failed failed => caller.Failure(asked[i].Webhook, failed, subject, $"validating.webhook.admission.k8s.io/round_0_index_{i}"),
                _ => null,
            };
        }

        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private async Task<WebhookOutcome> AskAsync(AdmissionWebhook webhook, AdmissionReview review, CancellationToken cancellationToken) =>
        await caller.AskAsync(webhook, review, cancellationToken);
}
