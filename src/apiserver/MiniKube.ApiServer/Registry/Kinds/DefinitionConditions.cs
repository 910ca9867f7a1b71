using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>The conditions of a CustomResourceDefinition.</summary>
internal static class DefinitionConditions
{
    public const string Approval = "KubernetesAPIApprovalPolicyConformant";

    public static bool IsTrue(JsonObject definition, string type) =>
        definition.Child("status").Objects("conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    /// <summary>Sets a condition in its place, or at the end; its time moves only with its status.</summary>
    public static void Set(JsonObject status, string type, bool isTrue, string reason, string message, string now)
    {
        var conditions = status.EnsureList("conditions");
        var known = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
        var value = isTrue ? "True" : "False";
        var made = new JsonObject
        {
            ["lastTransitionTime"] = known.Text("status") == value ? known.Text("lastTransitionTime") : now,
            ["message"] = message,
            ["reason"] = reason,
            ["status"] = value,
            ["type"] = type,
        };
        if (known is null)
        {
            conditions.Add((JsonNode)made);
        }
        else
        {
            conditions[conditions.IndexOf(known)] = made;
        }
    }
}
