using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The kinds that the rules of a policy name and that are served, and that of its parameters, with their schemas. Immutable.</summary>
/// <param name="Objects">By group, version and kind.</param>
/// <param name="Parameters">Null when there are none, or their kind is not served.</param>
internal sealed record PolicySchemas(ImmutableArray<(GroupVersionKind Kind, TypeSchema Schema)> Objects, TypeSchema? Parameters)
{
    /// <summary>As upstream: a policy about more is checked against the first ones of each rule.</summary>
    private const int KindsOfRuleMax = 10;

    public static PolicySchemas Of(JsonObject policy, ApiCatalog catalog)
    {
        var spec = policy.Child("spec");
        var parameters = spec.Child("paramKind");
        return new(
            [
                .. spec.Child("matchConstraints").Objects("resourceRules")
                    .SelectMany(rule => KindsOf(rule, catalog))
                    .DistinctBy(resource => resource.Kind)
                    .OrderBy(resource => resource.Kind.Group, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Kind.Version, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Kind.Kind, StringComparer.Ordinal)
                    .Select(resource => (resource.Kind, resource.Schema)),
            ],
            parameters is null ? null : catalog.FindType(GroupVersion.Parse(parameters.Text("apiVersion")).WithKind(parameters.Text("kind"))));
    }

    /// <summary>They are the very same schemas: what was found with the one holds for the other.</summary>
    public bool IsSameAs(PolicySchemas other) =>
        ReferenceEquals(Parameters, other.Parameters)
        && Objects.Length == other.Objects.Length
        && Objects.Zip(other.Objects).All(pair => pair.First.Kind == pair.Second.Kind && ReferenceEquals(pair.First.Schema, pair.Second.Schema));

    /// <summary>What is named by a wildcard is not looked at, as upstream; nor are subresources.</summary>
    private static IEnumerable<ResourceDefinition> KindsOf(JsonObject rule, ApiCatalog catalog)
    {
        var found =
            from @group in rule.Texts("apiGroups").Order(StringComparer.Ordinal)
            from version in rule.Texts("apiVersions").Order(StringComparer.Ordinal)
            from resource in rule.Texts("resources").Order(StringComparer.Ordinal)
            select catalog.Find(new GroupVersionResource(@group, version, resource));
        return found.OfType<ResourceDefinition>().Where(definition => !definition.IsVirtual).Take(KindsOfRuleMax);
    }
}
