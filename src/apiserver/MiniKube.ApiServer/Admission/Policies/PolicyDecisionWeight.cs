namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>What a decision of a policy counts for.</summary>
internal enum PolicyDecisionWeight
{
    /// <summary>What the binding's actions say.</summary>
    Binding,

    /// <summary>It denies, whatever the actions: the binding or an audit annotation cannot be made sense of.</summary>
    Denying,

    /// <summary>Nothing: it cannot be evaluated, and the policy ignores that.</summary>
    PassedOver,
}
