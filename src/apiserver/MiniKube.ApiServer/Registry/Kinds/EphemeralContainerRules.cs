using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A debugging container that a pod was given stays as it is, and is less than other containers.</summary>
internal static class EphemeralContainerRules
{
    private static readonly string[] NotForThem =
        ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "resizePolicy", "restartPolicy"];

    public static void Check(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (existing.Metadata.Child("annotations")?.ContainsKey("kubernetes.io/config.mirror") == true)
        {
            causes.Add(FieldErrors.Forbidden("", "static pods do not support ephemeral containers"));
            return;
        }

        CheckEach(desired.Child("spec"), causes);
        var wanted = desired.Child("spec").Objects("ephemeralContainers").DistinctBy(one => one.Text("name")).ToDictionary(one => one.Text("name"));
        foreach (var container in existing.Child("spec").Objects("ephemeralContainers"))
        {
            var name = container.Text("name");
            if (!wanted.TryGetValue(name, out var now))
            {
                causes.Add(FieldErrors.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be removed\n"));
            }
            else if (!JsonNode.DeepEquals(now, container))
            {
                causes.Add(FieldErrors.Forbidden("spec.ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be changed\n"));
            }
        }
    }

    private static void CheckEach(JsonObject? spec, ICollection<StatusCause> causes)
    {
        var targets = spec.Objects("containers").Concat(spec.Objects("initContainers")).Select(one => one.Text("name")).ToHashSet();
        var index = 0;
        foreach (var container in spec.Objects("ephemeralContainers"))
        {
            var where = $"spec.ephemeralContainers[{index++}]";
            if (container.Text("targetContainerName") is { Length: > 0 } target && !targets.Contains(target))
            {
                causes.Add(new StatusCause("FieldValueNotFound", $"Not found: \"{target}\"", $"{where}.targetContainerName"));
            }

            foreach (var field in NotForThem.Where(field => container[field] is not (null or JsonObject { Count: 0 } or JsonArray { Count: 0 })))
            {
                causes.Add(FieldErrors.Forbidden($"{where}.{field}", "cannot be set for an Ephemeral Container"));
            }

            var mount = 0;
            foreach (var each in container.Objects("volumeMounts"))
            {
                foreach (var field in ((string[])["subPath", "subPathExpr"]).Where(field => each.Text(field).Length > 0))
                {
                    causes.Add(FieldErrors.Forbidden($"{where}.volumeMounts[{mount}].{field}", "cannot be set for an Ephemeral Container"));
                }

                mount++;
            }
        }
    }
}
