using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>What validating and mutating policies have in common, compiled once. Immutable.</summary>
internal abstract record AdmissionPolicy
{
    private readonly PolicyTypes _types;

    /// <param name="policy">The object.</param>
    /// <param name="types">Of what it looks at.</param>
    /// <exception cref="FormatException">A selector is malformed.</exception>
    protected AdmissionPolicy(JsonObject policy, PolicyTypes types)
    {
        var spec = policy.Child("spec");
        var kind = spec.Child("paramKind");
        Name = policy.Child("metadata").Text("name");
        Criteria = MatchCriteria.OfPolicy(spec.Child("matchConstraints"));
        ParamKind = kind is null ? null : GroupVersion.Parse(kind.Text("apiVersion")).WithKind(kind.Text("kind"));
        _types = kind is null ? types with { Parameters = null } : types;
        Variables = PolicyVariables.Compile(spec.Objects("variables"), types.Object, _types.Parameters);
        var conditions = AdmissionEnvironment.Make(types.Object, _types.Parameters, PolicyVariables.Compile([], types.Object, parameters: null).Type);
        Conditions = MatchConditions.Compile(spec.Objects("matchConditions"), conditions);
        IgnoresFailure = spec.Text("failurePolicy") == "Ignore";
    }

    public string Name { get; }

    public MatchCriteria Criteria { get; }

    /// <summary>What the policy's parameters are; null when it has none.</summary>
    public GroupVersionKind? ParamKind { get; }

    public MatchConditions Conditions { get; }

    public PolicyVariables Variables { get; }

    /// <summary>What cannot be evaluated does not count (<c>failurePolicy: Ignore</c>).</summary>
    public bool IgnoresFailure { get; }

    /// <param name="objectTypes">Types of objects that programs may write out; null for none.</param>
    protected CelEnvironment EnvironmentWith(Func<string, CelType?>? objectTypes) =>
        AdmissionEnvironment.Make(_types.Object, _types.Parameters, Variables.Type, objectTypes);
}
