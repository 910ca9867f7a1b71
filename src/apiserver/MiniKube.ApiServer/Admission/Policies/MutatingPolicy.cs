using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Policies.Mutations;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A MutatingAdmissionPolicy, compiled once (KEP-3962). Immutable.</summary>
internal sealed record MutatingPolicy : AdmissionPolicy
{
    private MutatingPolicy(JsonObject policy)
        : base(policy, PolicyTypes.Dynamic)
    {
        var spec = policy.Child("spec");
        var environment = EnvironmentWith(MutationTypes.Find);
        Mutations = [.. spec.Objects("mutations").Select(mutation => PolicyMutation.Compile(mutation, environment))];
        IsReinvoked = spec.Text("reinvocationPolicy") == "IfNeeded";
    }

    /// <summary>Applied one after the other, each to what the one before made.</summary>
    public ImmutableArray<PolicyMutation> Mutations { get; }

    /// <summary>It wants to see what later policies and webhooks changed.</summary>
    public bool IsReinvoked { get; }

    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static MutatingPolicy Compile(JsonObject policy) => new(policy);
}
