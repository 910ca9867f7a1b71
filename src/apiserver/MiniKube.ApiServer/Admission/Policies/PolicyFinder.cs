using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Finds which policies of one kind are to be asked about a write, and with which parameters. Where there are none this costs nothing.</summary>
internal sealed class PolicyFinder<TPolicy>(PolicySources<TPolicy> sources, ObjectStorage storage, ServedResources resources)
    where TPolicy : AdmissionPolicy
{
    private readonly PolicyParams _parameters = new(storage, resources);

    public MatchSubject SubjectOf(AdmissionRequest admission) => new(admission, storage, resources);

    /// <summary>False when no policy can be about the write.</summary>
    public async ValueTask<bool> IsNeededAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        // The server writes what others need to be served: it must not depend on policies.
        if (admission.Request.Caller.IsServer)
        {
            return false;
        }

        await sources.CatchUpAsync(cancellationToken);
        return sources.Bindings.Count > 0 && !MatchSubject.IsExemptResource(admission.Request.GroupResource);
    }

    /// <summary>By the names of policies, then of bindings.</summary>
    public async ValueTask<List<PolicyInvocation<TPolicy>>> FindAsync(MatchSubject subject, CancellationToken cancellationToken)
    {
        var invocations = new List<PolicyInvocation<TPolicy>>();
        var bindings = sources.Bindings;
        foreach (var policy in sources.Policies)
        {
            var bound = bindings.Where(binding => binding.Policy == policy.Name).ToList();
            if (bound.Count > 0 && await policy.Criteria.MatchAsync(subject, cancellationToken) is { } matched)
            {
                foreach (var binding in bound)
                {
                    await AddAsync(invocations, policy, binding, subject, matched, cancellationToken);
                }
            }
        }

        return invocations;
    }

    private async ValueTask AddAsync(
        List<PolicyInvocation<TPolicy>> invocations,
        TPolicy policy,
        PolicyBinding binding,
        MatchSubject subject,
        MatchedResource matched,
        CancellationToken cancellationToken)
    {
        if (binding.Criteria is { } criteria && await criteria.MatchAsync(subject, cancellationToken) is null)
        {
            return;
        }

        var (found, complaint) = await _parameters.FindAsync(policy, binding, subject, cancellationToken);
        if (complaint.Length > 0 && !policy.IgnoresFailure)
        {
            invocations.Add(new(policy, binding, matched, Parameters: null, $"failed to configure binding: {complaint}"));
        }

        invocations.AddRange(found.Select(parameters => new PolicyInvocation<TPolicy>(policy, binding, matched, parameters)));
    }
}
