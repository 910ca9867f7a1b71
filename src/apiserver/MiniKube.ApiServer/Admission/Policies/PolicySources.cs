using MiniKube.ApiServer.Storage;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The policies and bindings as the store has them.</summary>
internal sealed class PolicySources
{
    private readonly PolicyObjects<ValidatingPolicy> _policies = new("validatingadmissionpolicies", policy => ValidatingPolicy.Compile(policy, CelType.Dyn));
    private readonly PolicyObjects<PolicyBinding> _bindings = new("validatingadmissionpolicybindings", PolicyBinding.Read);
    private readonly StoreFollower _policyFollower;
    private readonly StoreFollower _bindingFollower;

    /// <param name="follow">Makes a follower of a state.</param>
    public PolicySources(Func<IFollowedState, MiniKube.Mvcc.KeyRange, StoreFollower> follow)
    {
        _policyFollower = follow(_policies, _policies.Range);
        _bindingFollower = follow(_bindings, _bindings.Range);
    }

    /// <summary>Their owner is who made them.</summary>
    public IEnumerable<StoreFollower> Followers => [_policyFollower, _bindingFollower];

    /// <summary>By name.</summary>
    public IReadOnlyList<ValidatingPolicy> Policies => _policies.All;

    /// <summary>By name.</summary>
    public IReadOnlyList<PolicyBinding> Bindings => _bindings.All;

    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        await _policyFollower.CatchUpAsync(cancellationToken);
        await _bindingFollower.CatchUpAsync(cancellationToken);
    }
}
