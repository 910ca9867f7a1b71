using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A debugging container that a pod was given stays as it is.</summary>
internal static class EphemeralContainerRules
{
    public static void Check(JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var wanted = desired.Child("spec").Objects("ephemeralContainers").ToDictionary(one => one.Text("name"));
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
}
