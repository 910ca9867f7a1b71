using System.Text.Json.Nodes;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The policies of one kind and their bindings, as the store has them.</summary>
internal sealed class PolicySources<TPolicy>
    where TPolicy : AdmissionPolicy
{
    private readonly PolicyObjects<TPolicy> _policies;
    private readonly PolicyObjects<PolicyBinding> _bindings;
    private readonly StoreFollower _policyFollower;
    private readonly StoreFollower _bindingFollower;

    /// <param name="policies">The resource of the policies.</param>
    /// <param name="bindings">The resource of their bindings.</param>
    /// <param name="compile">Compiles a policy.</param>
    /// <param name="follow">Makes a follower of a state.</param>
    public PolicySources(
        string policies, string bindings, Func<JsonObject, TPolicy> compile, Func<IFollowedState, MiniKube.Mvcc.KeyRange, StoreFollower> follow)
    {
        _policies = new PolicyObjects<TPolicy>(policies, compile);
        _bindings = new PolicyObjects<PolicyBinding>(bindings, PolicyBinding.Read);
        _policyFollower = follow(_policies, _policies.Range);
        _bindingFollower = follow(_bindings, _bindings.Range);
    }

    /// <summary>Their owner is who made them.</summary>
    public IEnumerable<StoreFollower> Followers => [_policyFollower, _bindingFollower];

    /// <summary>By name.</summary>
    public IReadOnlyList<TPolicy> Policies => _policies.All;

    /// <summary>By name.</summary>
    public IReadOnlyList<PolicyBinding> Bindings => _bindings.All;

    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        await _policyFollower.CatchUpAsync(cancellationToken);
        await _bindingFollower.CatchUpAsync(cancellationToken);
    }
}
