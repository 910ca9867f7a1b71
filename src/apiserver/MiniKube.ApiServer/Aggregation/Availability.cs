using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>What the condition <c>Available</c> of an APIService says, in upstream's words.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
/// <param name="Reason">For programs.</param>
/// <param name="Message">For people.</param>
internal sealed record Availability(string Status, string Reason, string Message)
{
    public static Availability Local { get; } = new("True", "Local", "Local APIServices are always available");

    public static Availability Passed { get; } = new("True", "Passed", "all checks passed");

    public bool IsAvailable => Status == "True";

    /// <summary>The object says so already.</summary>
    public bool IsToldBy(JsonObject service)
    {
        var condition = Conditions(service).FirstOrDefault(each => each.Text("type") == "Available");
        return condition.Text("status") == Status && condition.Text("reason") == Reason && condition.Text("message") == Message;
    }

    /// <summary>Puts the condition in its place; its time moves only with its status.</summary>
    public void SetOn(JsonObject service, string now)
    {
        var conditions = service.Ensure("status").EnsureList("conditions");
        var known = Conditions(service).FirstOrDefault(each => each.Text("type") == "Available");
        var made = new JsonObject
        {
            ["lastTransitionTime"] = known.Text("status") == Status ? known.Text("lastTransitionTime") : now,
            ["message"] = Message,
            ["reason"] = Reason,
            ["status"] = Status,
            ["type"] = "Available",
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

    private static IEnumerable<JsonObject> Conditions(JsonObject service) => service.Child("status").Objects("conditions");
}
