using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>The condition that says whether a schema leads anywhere.</summary>
internal static class FlowSchemaCondition
{
    private const string Type = "Dangling";

    /// <summary>Null when the schema does not have it.</summary>
    public static bool? IsDangling(JsonObject schema) =>
        schema.Child("status").Objects("conditions").FirstOrDefault(condition => condition.Text("type") == Type).Text("status") switch
        {
            "True" => true,
            "False" => false,
            _ => null,
        };

    public static void Set(JsonObject status, string level, bool isDangling, DateTimeOffset now) => DefinitionConditions.Set(
        status,
        Type,
        isDangling,
        isDangling ? "NotFound" : "Found",
        $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" {(isDangling ? "but there is no such object" : "and it exists")}",
        ObjectTree.Timestamp(now));
}
