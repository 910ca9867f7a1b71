using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Workloads;

internal static class ControllerRevisionRules
{
    public static void Check(JsonObject revision, Complaints complaints)
    {
        if (revision.Integer("revision") is < 0 and var number)
        {
            complaints.Invalid(FieldLocation.Root("revision"), number, NumberRules.NotNegative);
        }
    }
}
