using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>What both phases share: which webhooks there are, and what each is shown.</summary>
internal sealed class WebhookPhase(
    bool isMutating,
    WebhookConfigurations configurations,
    ICatchUp follower,
    ObjectStorage storage,
    ServedResources resources,
    IAuthorizer authorizer,
    MatchConditionMetrics metrics)
{
    /// <summary>The webhooks to be asked about a write at all; none cost nothing.</summary>
    public async ValueTask<IReadOnlyList<AdmissionWebhook>> ForAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        // The server writes what webhooks need to be reached: it must not depend on them.
        if (admission.Request.Caller.IsServer)
        {
            return [];
        }

        await follower.CatchUpAsync(cancellationToken);
        return configurations.All;
    }

    public MatchSubject SubjectOf(AdmissionRequest admission) => new(admission, storage, resources);

    /// <summary>The question, in the version that the webhook asks for.</summary>
    public static async ValueTask<AdmissionReview> ReviewAsync(MatchSubject subject, MatchedResource matched, CancellationToken cancellationToken)
    {
        var admission = subject.Admission;

        // What is made has nothing before it, whatever plug-ins of our own are shown.
        var existing = admission.Operation == AdmissionOperation.Create ? null : admission.Existing;
        return new AdmissionReview(
            subject,
            matched,
            await EquivalentObject.InVersionAsync(admission, admission.Object, matched, cancellationToken),
            await EquivalentObject.InVersionAsync(admission, existing, matched, cancellationToken));
    }

    /// <summary>Whether the conditions of a webhook hold for what it would be shown.</summary>
    /// <exception cref="ApiException">403: a condition cannot be evaluated, and the webhook's policy is to fail.</exception>
    public async ValueTask<bool> HoldsAsync(AdmissionWebhook webhook, AdmissionReview review, CancellationToken cancellationToken)
    {
        if (webhook.Conditions.IsEmpty)
        {
            return true;
        }

        var subject = await ExpressionSubject.MakeAsync(review.Subject, review.Matched, review.Object, review.Existing, authorizer, cancellationToken);
        var admission = review.Subject.Admission;
        return await metrics.EvaluateWebhookAsync(webhook.Conditions, webhook.Name, isMutating, admission.Operation, subject, cancellationToken) switch
        {
            MatchConditionsResult.Matches => true,
            MatchConditionsResult.Broken broken when !webhook.IgnoresFailure =>
                throw StatusErrors.Forbidden(admission.Request.GroupResource, admission.Name, broken.Message),
            _ => false,
        };
    }
}
