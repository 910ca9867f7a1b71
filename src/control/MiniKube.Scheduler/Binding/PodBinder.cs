using System.Text.Json.Nodes;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;
using MiniKube.Client.Events;
using MiniKube.Scheduler.Planning;
using MiniKube.Scheduler.Snapshot;

namespace MiniKube.Scheduler.Binding;

/// <summary>Carries a decision out: binds the pod, or writes why it cannot be.</summary>
internal sealed class PodBinder(IApiClient api, IEventRecorder events, TimeProvider time)
{
    /// <summary>Puts the pod on the node.</summary>
    /// <exception cref="ApiException">The pod is gone, is bound already, or the node is not known.</exception>
    public async Task BindAsync(PodInfo pod, string nodeName, CancellationToken cancellationToken)
    {
        var binding = new V1Binding
        {
            Metadata = new V1ObjectMeta { Name = pod.Name.Name, NamespaceProperty = pod.Name.Namespace, Uid = pod.Uid },
            Target = new V1ObjectReference { ApiVersion = "v1", Kind = "Node", Name = nodeName },
        };
        await api.CreateSubresourceAsync<V1Pod, V1Binding>(pod.Name, "binding", binding, cancellationToken);
        events.Normal(pod.Pod, "Scheduled", $"Successfully assigned {pod.Name} to {nodeName}");
    }

    /// <summary>Tells users why the pod waits; says nothing when it already says so.</summary>
    public async Task ExplainAsync(PodInfo pod, SchedulingPlan.Unschedulable why, CancellationToken cancellationToken)
    {
        var told = pod.Pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "PodScheduled");
        if (told is { Status: "False" } && told.Message == why.Message)
        {
            return;
        }

        events.Warning(pod.Pod, "FailedScheduling", why.Message);
        var condition = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "False",
            ["reason"] = "Unschedulable",
            ["message"] = why.Message,
            ["lastProbeTime"] = null,
        };
        if (told is not { Status: "False" })
        {
            condition["lastTransitionTime"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        }

        var patch = new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } };
        try
        {
            await api.PatchSubresourceAsync<V1Pod>(pod.Name, "status", PatchBody.Strategic(patch), cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // The pod went away while it was being looked at; there is nobody left to tell.
        }
    }
}
