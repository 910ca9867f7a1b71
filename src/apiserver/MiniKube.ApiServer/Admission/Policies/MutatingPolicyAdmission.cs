using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Admission.Policies.Mutations;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>
/// Lets the MutatingAdmissionPolicies that are bound to a write change its object, one after the other; each sees what those before it made.
/// What is deleted has no object to be changed.
/// </summary>
internal sealed class MutatingPolicyAdmission(PolicyFinder<MutatingPolicy> finder, IAuthorizer authorizer, PolicyMetrics metrics, TimeProvider time) : IMutatingAdmission
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Object is not { } current || admission.Operation == AdmissionOperation.Delete || !await finder.IsNeededAsync(admission, cancellationToken))
        {
            return;
        }

        var subject = finder.SubjectOf(admission);
        var rounds = admission.Reinvocation.Policies;
        var refusals = new List<(string Message, string Reason)>();
        rounds.Enter(current);
        foreach (var invocation in await finder.FindAsync(subject, cancellationToken))
        {
            if (invocation.Complaint.Length > 0)
            {
                refusals.Add((Refusal(invocation, invocation.Complaint), StatusReason.Forbidden));
            }
            else if (rounds.ShouldAsk(KeyOf(invocation)))
            {
                var complaints = await AskAsync(invocation, subject, current, cancellationToken);
                refusals.AddRange(complaints.Select(complaint => (Refusal(invocation, complaint), StatusReason.Invalid)));
            }
        }

        rounds.Leave(current);
        if (refusals.Count > 0)
        {
            throw Refuse(admission, refusals);
        }
    }

    private static string KeyOf(PolicyInvocation<MutatingPolicy> invocation) =>
        $"{invocation.Policy.Name}/{invocation.Binding.Name}/{invocation.Parameters?.Namespace}/{invocation.Parameters?.Name}";

    private static string Refusal(PolicyInvocation<MutatingPolicy> invocation, string why) =>
        $"policy '{invocation.Policy.Name}' with binding '{invocation.Binding.Name}' denied request: {why}";

    /// <returns>What counts against the write.</returns>
    private async ValueTask<IReadOnlyList<string>> AskAsync(
        PolicyInvocation<MutatingPolicy> invocation, MatchSubject subject, JsonObject current, CancellationToken cancellationToken)
    {
        var (admission, matched) = (subject.Admission, invocation.Matched);
        var shown = await EquivalentObject.InVersionAsync(admission, current, matched, cancellationToken);
        var seen = await ExpressionSubject.ShowAsync(subject, matched, authorizer, cancellationToken);
        var run = new MutationRun(invocation, metrics, time);
        var changed = await run.MutateAsync(admission.Operation, seen, shown!, cancellationToken);
        if (!ReferenceEquals(changed, shown) && !JsonNode.DeepEquals(changed, shown))
        {
            await MutatedObject.TakeAsync(admission, current, changed, matched, cancellationToken);
            admission.Reinvocation.Policies.Changed();
        }

        if (invocation.Policy.IsReinvoked)
        {
            admission.Reinvocation.Policies.Asked(KeyOf(invocation));
        }

        return invocation.Policy.IgnoresFailure ? [] : run.Complaints;
    }

    /// <summary>As upstream: the first says why, and the code is that of a refusal whatever the reason.</summary>
    private static ApiException Refuse(AdmissionRequest admission, List<(string Message, string Reason)> refusals)
    {
        var status = StatusErrors.Forbidden(admission.Request.GroupResource, admission.Name, refusals[0].Message).Status;
        return new ApiException(status with
        {
            Message = refusals[0].Message,
            Reason = refusals[0].Reason,
            Details = (status.Details ?? new StatusDetails()) with { Causes = [.. refusals.Select(refusal => new StatusCause("", refusal.Message, ""))] },
        });
    }
}
