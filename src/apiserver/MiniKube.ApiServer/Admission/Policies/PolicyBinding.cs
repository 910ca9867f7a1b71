using System.Text.Json.Nodes;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>A binding of a policy, read once. Immutable.</summary>
internal sealed record PolicyBinding
{
    public required string Name { get; init; }

    public required string Policy { get; init; }

    /// <summary>Null when the policy's own criteria are all.</summary>
    public MatchCriteria? Criteria { get; init; }

    /// <summary>Of the parameters: by name, or by selector; null when the binding gives none.</summary>
    public PolicyParamRef? ParamRef { get; init; }

    public bool Denies { get; init; }

    public bool Warns { get; init; }

    public bool Audits { get; init; }

    /// <exception cref="FormatException">A selector is malformed.</exception>
    public static PolicyBinding Read(JsonObject binding)
    {
        var spec = binding.Child("spec");
        var actions = spec.Texts("validationActions").ToList();
        return new PolicyBinding
        {
            Name = binding.Child("metadata").Text("name"),
            Policy = spec.Text("policyName"),
            Criteria = spec.Child("matchResources") is { } match ? MatchCriteria.OfPolicy(match) : null,
            ParamRef = spec.Child("paramRef") is { } reference
                ? new PolicyParamRef(
                    reference.Text("name"),
                    reference.Text("namespace"),
                    reference.Child("selector") is { } selector ? LabelSelector.FromJson(selector) : LabelSelector.Everything,
                    reference.Text("parameterNotFoundAction") == "Allow")
                : null,
            Denies = actions.Contains("Deny"),
            Warns = actions.Contains("Warn"),
            Audits = actions.Contains("Audit"),
        };
    }
}
