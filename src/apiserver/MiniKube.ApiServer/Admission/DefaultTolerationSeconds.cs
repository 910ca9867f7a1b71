using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>A pod outlasts five minutes on a node that is not ready or not reachable, unless it says otherwise.</summary>
internal sealed class DefaultTolerationSeconds : IMutatingAdmission
{
    private const long Seconds = 300;

    public ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.IsFor("", "pods") && admission.Object is { } pod)
        {
            Add(pod, "node.kubernetes.io/not-ready");
            Add(pod, "node.kubernetes.io/unreachable");
        }

        return ValueTask.CompletedTask;
    }

    private static void Add(JsonObject pod, string taint)
    {
        var tolerations = pod.Ensure("spec").EnsureList("tolerations");
        foreach (var toleration in tolerations.OfType<JsonObject>())
        {
            if (toleration.Text("key") is var key && (key == taint || key.Length == 0) && toleration.Text("effect") is "NoExecute" or "")
            {
                return;
            }
        }

        tolerations.Add((JsonNode)new JsonObject
        {
            ["key"] = taint,
            ["operator"] = "Exists",
            ["effect"] = "NoExecute",
            ["tolerationSeconds"] = Seconds,
        });
    }
}
