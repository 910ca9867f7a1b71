using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Admission;

/// <summary>What is special about mutating policies: each mutation has one program, that of its kind.</summary>
internal static class MutationRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject spec, Complaints complaints)
    {
        if (string.IsNullOrEmpty(spec.Text("reinvocationPolicy")))
        {
            complaints.Required(Spec.Child("reinvocationPolicy"));
        }

        var index = 0;
        foreach (var mutation in spec.Objects("mutations"))
        {
            var where = Spec.Child("mutations").Index(index++);
            switch (mutation.Text("patchType"))
            {
                case "ApplyConfiguration":
                    CheckProgram(mutation, "applyConfiguration", "jsonPatch", where, complaints);
                    break;
                case "JSONPatch":
                    CheckProgram(mutation, "jsonPatch", "applyConfiguration", where, complaints);
                    break;
                default:
                    // What is not there or is no word of the set, the schema says.
                    break;
            }
        }

        if (index == 0)
        {
            complaints.Required(Spec.Child("mutations"), "mutations must contain at least one item");
        }
    }

    private static void CheckProgram(JsonObject mutation, string field, string other, FieldLocation where, Complaints complaints)
    {
        var type = mutation.Text("patchType");
        if (mutation.Object(field) is not { } program)
        {
            complaints.Required(where.Child(field), $"must be specified when patchType is {type}");
        }
        else if (string.IsNullOrWhiteSpace(program.Text("expression")))
        {
            complaints.Required(where.Child(field, "expression"), "expression is not specified");
        }

        if (mutation.Object(other) is not null)
        {
            complaints.Forbidden(where.Child(other), $"must not be specified when patchType is {type}");
        }
    }
}
