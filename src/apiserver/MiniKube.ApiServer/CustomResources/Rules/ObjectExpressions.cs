using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.CustomResources;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>The rules of one version of a custom resource, compiled when an object is first held against them.</summary>
internal sealed class ObjectExpressions(CustomSource source)
{
    private static readonly string[] Blocking =
        ["FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid", "FieldValueNotSupported"];

    private readonly Lazy<RuleNode?> _rules = new(() => source.HasExpressions ? RuleNode.Compile(source.Read(), isResource: true) : null);

    /// <param name="request">Takes the warnings.</param>
    /// <param name="desired">The object.</param>
    /// <param name="existing">The object before; null for a creation.</param>
    /// <param name="causes">What is wrong with the object already, and what else is.</param>
    public void Check(RegistryRequest request, JsonObject desired, JsonObject? existing, ICollection<StatusCause> causes)
    {
        if (_rules.Value is not { } rules)
        {
            return;
        }

        // The rules rely on the shapes that the schema promises.
        if (causes.Any(cause => Blocking.Contains(cause.Reason)))
        {
            causes.Add(FieldErrors.Invalid(
                "<nil>",
                (JsonNode?)null,
                "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            return;
        }

        var warnings = new List<string>();
        new RuleChecks(causes, warnings).Check(rules, desired, existing, where: null);
        request.Warn(warnings);
    }
}
