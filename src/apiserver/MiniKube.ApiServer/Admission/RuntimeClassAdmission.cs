using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>Gives a new pod what its RuntimeClass costs and where it can run (KEP-688).</summary>
internal sealed class RuntimeClassAdmission(ObjectStorage storage, ServedResource classes) : IMutatingAdmission
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission is not { Operation: AdmissionOperation.Create, Object: { } pod } || !admission.IsFor("", "pods"))
        {
            return;
        }

        var spec = pod.Ensure("spec");
        var name = spec.Text("runtimeClassName");
        if (name.Length == 0)
        {
            if (spec.ContainsKey("overhead"))
            {
                throw Refuse(pod, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }

            return;
        }

        var stored = await storage.FindAsync(classes.Keys.For(new NamespacedName("", name)), cancellationToken)
            ?? throw Refuse(pod, $"pod rejected: RuntimeClass \"{name}\" not found");
        var found = classes.Decode(stored);
        AddOverhead(pod, spec, found.Child("overhead").Child("podFixed"));
        AddScheduling(pod, spec, found.Child("scheduling"));
    }

    private static void AddOverhead(JsonObject pod, JsonObject spec, JsonObject? overhead)
    {
        if (spec["overhead"] is { } asked && !JsonNode.DeepEquals(asked, overhead))
        {
            throw Refuse(pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }

        if (overhead is not null)
        {
            spec["overhead"] = overhead.DeepClone();
        }
    }

    private static void AddScheduling(JsonObject pod, JsonObject spec, JsonObject? scheduling)
    {
        foreach (var (key, value) in scheduling.Child("nodeSelector") ?? [])
        {
            var selector = spec.Ensure("nodeSelector");
            if (selector.ContainsKey(key) && !JsonNode.DeepEquals(selector[key], value))
            {
                throw Refuse(pod, $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {selector[key]}");
            }

            selector[key] = value?.DeepClone();
        }

        foreach (var toleration in scheduling.Objects("tolerations"))
        {
            var tolerations = spec.EnsureList("tolerations");
            if (!tolerations.Any(one => JsonNode.DeepEquals(one, toleration)))
            {
                tolerations.Add((JsonNode)toleration.DeepClone());
            }
        }
    }

    private static ApiException Refuse(JsonObject pod, string why) => StatusErrors.Forbidden(new GroupResource("", "pods"), pod.Name, why);
}
