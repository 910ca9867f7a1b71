using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>
/// Asks the webhooks of all MutatingWebhookConfigurations that are about a write, one after the other; each sees what those before it changed.
/// </summary>
internal sealed class MutatingAdmissionWebhook(WebhookPhase phase, WebhookCaller caller) : IMutatingAdmission
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
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

        var rounds = admission.Reinvocation.Webhooks;
        rounds.Enter(admission.Object);
        var index = -1;
        foreach (var webhook in webhooks)
        {
            index++;
            if (await webhook.Criteria.MatchAsync(subject, cancellationToken) is not { } matched || !rounds.ShouldAsk(webhook.Id))
            {
                continue;
            }

            var review = await WebhookPhase.ReviewAsync(subject, matched, cancellationToken);
            if (!await phase.HoldsAsync(webhook, review, cancellationToken))
            {
                continue;
            }

            if (await AskAsync(webhook, review, $"round_{admission.Reinvocation.Round}_index_{index}", cancellationToken))
            {
                rounds.Changed();
            }

            if (webhook.IsReinvoked)
            {
                rounds.Asked(webhook.Id);
            }
        }

        rounds.Leave(admission.Object);
    }

    /// <returns>True when the webhook changed the object.</returns>
    private async ValueTask<bool> AskAsync(
        AdmissionWebhook webhook, AdmissionReview review, string round, CancellationToken cancellationToken)
    {
        var subject = review.Subject;
        var outcome = await caller.AskAsync(webhook, review, cancellationToken);
        var request = subject.Admission.Request;
        request.Warn(outcome.Warnings);
        switch (outcome)
        {
            case WebhookOutcome.Denied denied:
                throw new ApiException(denied.Status);
            case WebhookOutcome.Failed failed:
                return caller.Failure(webhook, failed, subject, $"mutating.webhook.admission.k8s.io/{round}") is { } failure ? throw failure : false;
            case WebhookOutcome.Allowed { Patch.IsEmpty: false } allowed:
                var isChanged = await TakeAsync(webhook, review, allowed.Patch, cancellationToken);
                Annotate(webhook, request, round, isChanged, allowed.Patch);
                return isChanged;
            default:
                Annotate(webhook, request, round, isChanged: false, default);
                return false;
        }
    }

    private async ValueTask<bool> TakeAsync(
        AdmissionWebhook webhook, AdmissionReview review, ReadOnlyMemory<byte> patch, CancellationToken cancellationToken)
    {
        try
        {
            return await ApplyAsync(webhook, review, patch, cancellationToken);
        }
        catch (ApiException)
        {
            caller.CountInternalError(webhook, review.Subject);
            throw;
        }
    }

    private static async ValueTask<bool> ApplyAsync(
        AdmissionWebhook webhook, AdmissionReview review, ReadOnlyMemory<byte> patch, CancellationToken cancellationToken)
    {
        var admission = review.Subject.Admission;
        if (review.Object is not { } shown || admission.Object is not { } current)
        {
            throw StatusErrors.InternalError(
                $"admission webhook \"{webhook.Name}\" attempted to modify the object, which is not supported for this operation");
        }

        var patched = WebhookPatch.Apply(shown, review.Matched, patch);
        if (JsonNode.DeepEquals(patched, shown))
        {
            return false;
        }

        await MutatedObject.TakeAsync(admission, current, patched, review.Matched, cancellationToken);
        return true;
    }

    private static void Annotate(AdmissionWebhook webhook, RegistryRequest request, string round, bool isChanged, ReadOnlyMemory<byte> patch)
    {
        if (!request.Annotations.IsKept)
        {
            return;
        }

        var said = new JsonObject { ["configuration"] = webhook.Configuration, ["webhook"] = webhook.Name, ["mutated"] = isChanged };
        request.Annotations.Add($"mutation.webhook.admission.k8s.io/{round}", said.ToJsonString());
        if (isChanged)
        {
            said.Remove("mutated");
            said["patch"] = JsonNode.Parse(Encoding.UTF8.GetString(patch.Span));
            said["patchType"] = "JSONPatch";
            request.Annotations.Add($"patch.webhook.admission.k8s.io/{round}", said.ToJsonString());
        }
    }
}
