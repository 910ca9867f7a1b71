using System.Text.Json.Nodes;
using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Serialization;

namespace MiniKube.Kubelet.Status;

/// <summary>Sends a pod's status to the API.</summary>
internal sealed class PodStatusWriter(IApiClient api)
{
    // A strategic patch leaves alone what it does not name, so what went away is named as null.
    private static readonly string[] Fading = ["reason", "message", "podIP", "podIPs", "initContainerStatuses"];

    private static readonly string[] ConditionFading = ["reason", "message"];

    /// <summary>The pod as the API has it afterwards.</summary>
    /// <exception cref="Api.Errors.ApiException">404 or 409 when the pod is gone or another has its name.</exception>
    public Task<V1Pod> WriteAsync(V1Pod pod, V1PodStatus? before, V1PodStatus status, CancellationToken cancellationToken)
    {
        var name = new NamespacedName(pod.Metadata.NamespaceProperty, pod.Metadata.Name);
        return api.PatchSubresourceAsync<V1Pod>(name, "status", PatchBody.Strategic(Patch(pod.Metadata.Uid, before, status)), cancellationToken);
    }

    internal static JsonObject Patch(string uid, V1PodStatus? before, V1PodStatus status)
    {
        var next = ToJson(status);
        var last = before is null ? [] : ToJson(before);
        foreach (var field in Fading)
        {
            if (last.ContainsKey(field) && !next.ContainsKey(field))
            {
                next[field] = null;
            }
        }

        FadeInConditions(last, next);
        foreach (var type in ConditionList.Passing.Where(type => Has(before, type) && !Has(status, type)))
        {
            (next["conditions"] as JsonArray)?.Add((JsonNode)new JsonObject { ["type"] = type, ["$patch"] = "delete" });
        }

        // These lists merge by address; old addresses must go.
        foreach (var list in (string[])["podIPs", "hostIPs"])
        {
            if (next[list] is JsonArray items)
            {
                items.Insert(0, new JsonObject { ["$patch"] = "replace" });
            }
        }

        return new JsonObject { ["metadata"] = new JsonObject { ["uid"] = uid }, ["status"] = next };
    }

    // A condition is merged with what the API has of it, so a reason that no longer holds would stay beside the new state.
    private static void FadeInConditions(JsonObject last, JsonObject next)
    {
        var before = (last["conditions"] as JsonArray ?? []).OfType<JsonObject>().ToDictionary(condition => (string)condition["type"]!, StringComparer.Ordinal);
        foreach (var condition in (next["conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (!before.TryGetValue((string)condition["type"]!, out var old))
            {
                continue;
            }

            foreach (var field in ConditionFading.Where(field => old.ContainsKey(field) && !condition.ContainsKey(field)))
            {
                condition[field] = null;
            }
        }
    }

    private static bool Has(V1PodStatus? status, string type) => status?.Conditions?.Any(condition => condition.Type == type) is true;

    private static JsonObject ToJson(V1PodStatus status) => (JsonObject)JsonNode.Parse(ModelJson.Serialize(status))!;
}
