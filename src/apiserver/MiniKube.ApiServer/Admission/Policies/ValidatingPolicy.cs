using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A ValidatingAdmissionPolicy, compiled once (KEP-3488). Immutable.</summary>
internal sealed record ValidatingPolicy : AdmissionPolicy
{
    private ValidatingPolicy(JsonObject policy, PolicyTypes types)
        : base(policy, types)
    {
        var spec = policy.Child("spec");
        var environment = EnvironmentWith(objectTypes: null);
        Validations = [.. spec.Objects("validations").Select(validation => PolicyValidation.Compile(validation, environment))];
        Annotations = [.. spec.Objects("auditAnnotations").Select(annotation =>
            (annotation.Text("key"), TypedProgram.Compile(annotation.Text("valueExpression"), environment)))];
    }

    public ImmutableArray<PolicyValidation> Validations { get; }

    public ImmutableArray<(string Key, TypedProgram Value)> Annotations { get; }

    /// <param name="policy">The object.</param>
    /// <param name="types">Of what it looks at.</param>
    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static ValidatingPolicy Compile(JsonObject policy, PolicyTypes types) => new(policy, types);
}
