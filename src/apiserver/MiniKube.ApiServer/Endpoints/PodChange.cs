using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Changes of a pod that the server makes itself.</summary>
internal static class PodChange
{
    /// <summary>Sets a condition to true; its transition time moves only when its status does.</summary>
    public static void SetCondition(JsonObject pod, DateTimeOffset now, string type, string reason = "", string message = "")
    {
        var conditions = pod.Ensure("status").EnsureList("conditions");
        var condition = conditions.OfType<JsonObject>().FirstOrDefault(one => one.Text("type") == type);
        if (condition is null)
        {
            condition = new JsonObject { ["type"] = type };
            conditions.Add((JsonNode)condition);
        }

        if (condition.Text("status") != "True")
        {
            condition["status"] = "True";
            condition["lastTransitionTime"] = ObjectTree.Timestamp(now);
        }

        Set(condition, "reason", reason);
        Set(condition, "message", message);
    }

    private static void Set(JsonObject condition, string name, string value)
    {
        condition.Remove(name);
        if (value.Length > 0)
        {
            condition[name] = value;
        }
    }
}
