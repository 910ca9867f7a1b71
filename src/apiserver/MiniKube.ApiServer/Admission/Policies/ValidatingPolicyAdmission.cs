using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Holds writes against the ValidatingAdmissionPolicies that are bound to them, and denies, warns or records as the bindings say.</summary>
internal sealed class ValidatingPolicyAdmission(
    PolicySources sources, PolicyParams parameters, ObjectStorage storage, ServedResources resources, IAuthorizer authorizer) : IValidatingAdmission
{
    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        // The server writes what others need to be served: it must not depend on policies.
        if (admission.Request.Caller.IsServer)
        {
            return;
        }

        await sources.CatchUpAsync(cancellationToken);
        if (sources.Bindings.Count == 0)
        {
            return;
        }

        var subject = new MatchSubject(admission, storage, resources);
        if (subject.IsExempt)
        {
            return;
        }

        var decisions = new List<PolicyDecision>();
        var annotations = new List<(string Key, string Value)>();
        foreach (var policy in sources.Policies)
        {
            if (sources.Bindings.Any(binding => binding.Policy == policy.Name)
                && await policy.Criteria.MatchAsync(subject, cancellationToken) is { } matched)
            {
                await AskAsync(policy, subject, matched, decisions, annotations, cancellationToken);
            }
        }

        PolicyOutcome.Apply(admission, decisions, annotations);
    }

    private async ValueTask AskAsync(
        ValidatingPolicy policy,
        MatchSubject subject,
        MatchedResource matched,
        List<PolicyDecision> decisions,
        List<(string Key, string Value)> annotations,
        CancellationToken cancellationToken)
    {
        ExpressionSubject? shown = null;
        foreach (var binding in sources.Bindings.Where(binding => binding.Policy == policy.Name))
        {
            if (binding.Criteria is { } criteria && await criteria.MatchAsync(subject, cancellationToken) is null)
            {
                continue;
            }

            var (found, complaint) = await parameters.FindAsync(policy, binding, subject, cancellationToken);
            if (complaint.Length > 0 && !policy.IgnoresFailure)
            {
                decisions.Add(new PolicyDecision(policy.Name, binding, -1, $"failed to configure binding: {complaint}", "Invalid"));
            }

            foreach (var given in found)
            {
                shown ??= await ShowAsync(subject, matched, cancellationToken);
                decisions.AddRange(await new PolicyRun(policy, binding, shown, given).ValidateAsync(annotations, cancellationToken));
            }
        }
    }

    private async ValueTask<ExpressionSubject> ShowAsync(MatchSubject subject, MatchedResource matched, CancellationToken cancellationToken)
    {
        var admission = subject.Admission;
        var existing = admission.Operation == AdmissionOperation.Create ? null : admission.Existing;
        return await ExpressionSubject.MakeAsync(
            subject,
            matched,
            await InVersionAsync(admission, admission.Object, matched, cancellationToken),
            await InVersionAsync(admission, existing, matched, cancellationToken),
            authorizer,
            cancellationToken);
    }

    /// <summary>Parts such as a Scale are the same in all versions of their resource.</summary>
    private static async ValueTask<JsonObject?> InVersionAsync(
        AdmissionRequest admission, JsonObject? tree, MatchedResource matched, CancellationToken cancellationToken) =>
        tree is null || matched.Kind != matched.Resource.Definition.Kind
            ? tree
            : await EquivalentObject.ConvertAsync(tree, admission.Request.Resource, matched.Resource, cancellationToken);
}
