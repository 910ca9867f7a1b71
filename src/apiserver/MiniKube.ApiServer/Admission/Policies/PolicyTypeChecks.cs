using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Compiles a policy against the types of the built-in resources that its rules name, and tells what does not fit: for people, nothing is refused.</summary>
internal static class PolicyTypeChecks
{
    /// <summary>As upstream: a policy about more is checked against the first ones.</summary>
    private const int TypesMax = 10;

    /// <summary>The value of <c>status.typeChecking</c>.</summary>
    public static JsonObject Check(JsonObject policy)
    {
        var warnings = new JsonArray();
        foreach (var resource in ResourcesOf(policy).Take(TypesMax))
        {
            var typed = ValidatingPolicy.Compile(policy, TypedFields.TypeOf(resource.Schema));
            for (var i = 0; i < typed.Validations.Length; i++)
            {
                Add(warnings, resource, $"spec.validations[{i}].expression", typed.Validations[i].Program);
                Add(warnings, resource, $"spec.validations[{i}].messageExpression", typed.Validations[i].MessageProgram);
            }
        }

        return warnings.Count == 0 ? [] : new JsonObject { ["expressionWarnings"] = warnings };
    }

    private static void Add(JsonArray warnings, ResourceDefinition resource, string field, TypedProgram? program)
    {
        if (program is { Program: null })
        {
            var kind = resource.Kind;
            warnings.Add((JsonNode)new JsonObject
            {
                ["fieldRef"] = field,
                ["warning"] = $"{kind.GroupVersion}, Kind={kind.Kind}: {program.Error.Replace("compilation failed: ", "", StringComparison.Ordinal)}",
            });
        }
    }

    private static IEnumerable<ResourceDefinition> ResourcesOf(JsonObject policy)
    {
        foreach (var rule in policy.Child("spec").Child("matchConstraints").Objects("resourceRules"))
        {
            var (groups, versions, resources) = (rule.Texts("apiGroups").ToList(), rule.Texts("apiVersions").ToList(), rule.Texts("resources").ToList());
            foreach (var definition in ApiCatalog.BuiltIn.Resources)
            {
                var name = definition.Resource;
                if (groups.Contains(name.Group) && versions.Contains(name.Version) && resources.Contains(name.Resource) && !definition.IsVirtual)
                {
                    yield return definition;
                }
            }
        }
    }
}
