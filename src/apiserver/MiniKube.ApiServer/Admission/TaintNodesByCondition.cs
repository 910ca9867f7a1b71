using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Keeps pods off a new node until it is known to be ready; the node lifecycle controller takes the taint away. A node that is made with a status
/// that says ready (as our kubelet registers) needs no second write before it is used.
/// </summary>
internal sealed class TaintNodesByCondition : IMutatingAdmission
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    public ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is { Operation: AdmissionOperation.Create, Object: { } node } && admission.IsFor("", "nodes") && !IsReady(node))
        {
            var taints = node.Ensure("spec").EnsureList("taints");
            if (!taints.OfType<JsonObject>().Any(taint => taint.Text("key") == NotReady && taint.Text("effect") == "NoSchedule"))
            {
                taints.Add((JsonNode)new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" });
            }
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsReady(JsonObject node)
    {
        var conditions = node.Child("status").Objects("conditions").ToList();
        return conditions.Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True")
            && !conditions.Any(condition => condition.Text("type") is "MemoryPressure" or "DiskPressure" or "PIDPressure" or "NetworkUnavailable"
                && condition.Text("status") == "True");
    }
}
