using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Scheduling;

internal static class PriorityClassRules
{
    // Above it only the system's own classes stand.
    private const long HighestUserPriority = 1_000_000_000;

    private const string SystemPrefix = "system-";

    public static void Check(JsonObject priorityClass, Complaints complaints)
    {
        var name = priorityClass.Object("metadata").Text("name") ?? "";
        if (name.StartsWith(SystemPrefix, StringComparison.Ordinal))
        {
            if (name is not ("system-node-critical" or "system-cluster-critical"))
            {
                complaints.Forbidden(
                    FieldLocation.Root("metadata").Child("name"),
                    $"priority class names with '{SystemPrefix}' prefix are reserved for system use only. error: {name} is not a known system priority class");
            }
        }
        else if (priorityClass.Integer("value") > HighestUserPriority)
        {
            complaints.Forbidden(FieldLocation.Root("value"), $"maximum allowed value of a user defined priority is {HighestUserPriority}");
        }
    }
}
