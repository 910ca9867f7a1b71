using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A ValidatingAdmissionPolicy, compiled once (KEP-3488). Immutable.</summary>
internal sealed record ValidatingPolicy
{
    public required string Name { get; init; }

    public required MatchCriteria Criteria { get; init; }

    /// <summary>What the policy's parameters are; null when it has none.</summary>
    public required GroupVersionKind? ParamKind { get; init; }

    public required MatchConditions Conditions { get; init; }

    public required PolicyVariables Variables { get; init; }

    public required ImmutableArray<PolicyValidation> Validations { get; init; }

    public required ImmutableArray<(string Key, PolicyProgram Value)> Annotations { get; init; }

    /// <summary>What cannot be evaluated does not count (<c>failurePolicy: Ignore</c>).</summary>
    public bool IgnoresFailure { get; init; }

    /// <param name="policy">The object.</param>
    /// <param name="object">The type of what it looks at: dynamic where it serves, of the schema where its types are checked.</param>
    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static ValidatingPolicy Compile(JsonObject policy, CelType @object)
    {
        var spec = policy.Child("spec");
        var kind = spec.Child("paramKind");
        var variables = PolicyVariables.Compile(spec.Objects("variables"), @object, kind is not null);
        var environment = AdmissionEnvironment.Make(@object, kind is not null, variables.Type);
        return new ValidatingPolicy
        {
            Name = policy.Child("metadata").Text("name"),
            Criteria = MatchCriteria.OfPolicy(spec.Child("matchConstraints")),
            ParamKind = kind is null ? null : GroupVersion.Parse(kind.Text("apiVersion")).WithKind(kind.Text("kind")),
            Conditions = MatchConditions.Compile(
                spec.Objects("matchConditions"), AdmissionEnvironment.Make(@object, kind is not null, PolicyVariables.Compile([], @object, hasParams: false).Type)),
            Variables = variables,
            Validations = [.. spec.Objects("validations").Select(validation => PolicyValidation.Compile(validation, environment))],
            Annotations = [.. spec.Objects("auditAnnotations").Select(annotation =>
                (annotation.Text("key"), PolicyProgram.Compile(annotation.Text("valueExpression"), environment)))],
            IgnoresFailure = spec.Text("failurePolicy") == "Ignore",
        };
    }
}
