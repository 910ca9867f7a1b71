using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authorization;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Holds writes against the ValidatingAdmissionPolicies that are bound to them, and denies, warns or records as the bindings say.</summary>
internal sealed class ValidatingPolicyAdmission(PolicyFinder<ValidatingPolicy> finder, IAuthorizer authorizer, PolicyMetrics metrics, TimeProvider time) : IValidatingAdmission
{
    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (!await finder.IsNeededAsync(admission, cancellationToken))
        {
            return;
        }

        var subject = finder.SubjectOf(admission);
        var decisions = new List<PolicyDecision>();
        var annotations = new List<(string Key, string Value)>();
        var shown = new Dictionary<MatchedResource, ExpressionSubject>();
        foreach (var invocation in await finder.FindAsync(subject, cancellationToken))
        {
            if (invocation.Complaint.Length > 0)
            {
                decisions.Add(new PolicyDecision(invocation.Policy.Name, invocation.Binding, -1, invocation.Complaint, "Invalid") { Weight = PolicyDecisionWeight.Denying });
                continue;
            }

            if (!shown.TryGetValue(invocation.Matched, out var seen))
            {
                shown[invocation.Matched] = seen = await ExpressionSubject.ShowAsync(subject, invocation.Matched, authorizer, cancellationToken);
            }

            var run = new PolicyRun(invocation, seen, metrics.Conditions, time);
            foreach (var decision in await run.ValidateAsync(admission.Operation, annotations, cancellationToken))
            {
                metrics.Observe(decision);
                decisions.Add(decision);
            }
        }

        PolicyOutcome.Apply(admission, decisions, annotations);
    }
}
