using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission.Expressions;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Compiles a policy against the types of the resources that its rules name, and tells what does not fit: for people, nothing is refused.</summary>
internal static class PolicyTypeChecks
{
    /// <summary>The value of <c>status.typeChecking</c>.</summary>
    public static JsonObject Check(JsonObject policy, PolicySchemas schemas)
    {
        var found = new SortedDictionary<(int Index, string Field), List<string>>();
        var parameters = schemas.Parameters is { } schema ? TypedFields.TypeOf(schema) : PolicyTypes.Dynamic.Parameters;
        foreach (var (kind, type) in schemas.Objects)
        {
            var typed = ValidatingPolicy.Compile(policy, new PolicyTypes(TypedFields.TypeOf(type), parameters));
            for (var i = 0; i < typed.Validations.Length; i++)
            {
                Add(found, (i, "expression"), kind, typed.Validations[i].Program);
                Add(found, (i, "messageExpression"), kind, typed.Validations[i].MessageProgram);
            }
        }

        var warnings = new JsonArray([.. found.Select(each => new JsonObject
        {
            ["fieldRef"] = $"spec.validations[{each.Key.Index}].{each.Key.Field}",
            ["warning"] = string.Join('\n', each.Value),
        })]);
        return warnings.Count == 0 ? [] : new JsonObject { ["expressionWarnings"] = warnings };
    }

    private static void Add(SortedDictionary<(int Index, string Field), List<string>> found, (int Index, string Field) where, GroupVersionKind kind, TypedProgram? program)
    {
        if (program is not { Program: null })
        {
            return;
        }

        if (!found.TryGetValue(where, out var complaints))
        {
            found[where] = complaints = [];
        }

        complaints.Add($"{kind.Group}/{kind.Version}, Kind={kind.Kind}: {program.Error.Replace("compilation failed: ", "", StringComparison.Ordinal)}\n");
    }
}
