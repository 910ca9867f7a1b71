using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>What <c>pods/resize</c> may change: the cpu and memory of containers that live as long as their pod (KEP-1287).</summary>
internal static class ResizeRules
{
    private static readonly string[] Lists = ["containers", "initContainers"];

    /// <summary>Takes from what was sent what a resize is about; everything else stays. Other names than the pod's are kept to be refused.</summary>
    public static void Copy(JsonObject spec, JsonObject sent)
    {
        foreach (var list in Lists)
        {
            if (!Names(spec, list).SequenceEqual(Names(sent, list)))
            {
                spec.CopyFrom(sent, list);
                continue;
            }

            foreach (var (container, changed) in spec.Objects(list).Zip(sent.Objects(list)))
            {
                if (list == "containers" || container.Text("restartPolicy") == "Always")
                {
                    container.CopyFrom(changed, "resources");
                }
            }
        }
    }

    public static void Check(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (existing.Metadata.Child("annotations")?.ContainsKey("kubernetes.io/config.mirror") == true)
        {
            causes.Add(FieldErrors.Forbidden("metadata", "static pods cannot be resized"));
            return;
        }

        if (existing.Child("spec").Child("os").Text("name") == "windows")
        {
            causes.Add(FieldErrors.Forbidden("spec", "windows pods cannot be resized"));
        }

        if (!Array.TrueForAll(Lists, list => Names(desired.Child("spec"), list).SequenceEqual(Names(existing.Child("spec"), list))))
        {
            causes.Add(FieldErrors.Forbidden("spec.containers", "containers may not be added, removed, renamed or reordered on resize"));
            return;
        }

        if (PodQuality.Of(desired) is var quality && quality != PodQuality.Of(existing))
        {
            causes.Add(FieldErrors.Invalid("spec", quality, "Pod QOS Class may not change as a result of resizing"));
        }

        foreach (var list in Lists)
        {
            CheckEach(desired, existing, list, causes);
        }
    }

    private static void CheckEach(JsonObject desired, JsonObject existing, string list, ICollection<StatusCause> causes)
    {
        var index = 0;
        foreach (var (now, before) in desired.Child("spec").Objects(list).Zip(existing.Child("spec").Objects(list)))
        {
            var where = $"spec.{list}[{index++}].resources";
            foreach (var part in (ReadOnlySpan<string>)["limits", "requests"])
            {
                CheckAmounts(now.Child("resources").Child(part) ?? [], before.Child("resources").Child(part) ?? [], $"{where}.{part}", part, causes);
            }

            if (!JsonNode.DeepEquals(Others(now.Child("resources")), Others(before.Child("resources"))))
            {
                causes.Add(FieldErrors.Forbidden(where, "only cpu and memory resources are mutable"));
            }
        }
    }

    private static void CheckAmounts(JsonObject now, JsonObject before, string where, string part, ICollection<StatusCause> causes)
    {
        foreach (var (name, amount) in before)
        {
            if (!now.ContainsKey(name))
            {
                causes.Add(FieldErrors.Forbidden(where, $"resource {part} cannot be removed"));
            }
            else if (name is not ("cpu" or "memory") && !JsonNode.DeepEquals(amount, now[name]))
            {
                causes.Add(FieldErrors.Forbidden(where, "only cpu and memory resources are mutable"));
            }
        }

        foreach (var (name, _) in now)
        {
            if (!before.ContainsKey(name) && name is not ("cpu" or "memory"))
            {
                causes.Add(FieldErrors.Forbidden(where, "only cpu and memory resources are mutable"));
            }
        }
    }

    /// <summary>What is neither a request nor a limit: claims.</summary>
    private static JsonObject Others(JsonObject? resources)
    {
        var others = (resources ?? []).DeepClone().AsObject();
        others.Remove("limits");
        others.Remove("requests");
        return others;
    }

    private static IEnumerable<string> Names(JsonObject? spec, string list) => spec.Objects(list).Select(container => container.Text("name"));
}
