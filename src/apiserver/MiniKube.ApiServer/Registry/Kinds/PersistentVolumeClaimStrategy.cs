using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A claim's spec stays, but for its binding and a larger size.</summary>
internal sealed class PersistentVolumeClaimStrategy : Strategy
{
    public PersistentVolumeClaimStrategy() => ReturnsDeletedObject = true;

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) =>
        desired["status"] = new JsonObject { ["phase"] = "Pending" };

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (!JsonNode.DeepEquals(Fixed(desired, existing), Fixed(existing, existing)))
        {
            causes.Add(FieldErrors.Forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
        }
    }

    private static JsonObject Fixed(JsonObject claim, JsonObject existing)
    {
        var spec = (claim.Child("spec") ?? []).DeepClone().AsObject();
        spec.Child("resources").Child("requests")?.Remove("storage");
        spec.Remove("volumeAttributesClassName");
        if (existing.Child("spec").Text("volumeName").Length == 0)
        {
            spec.Remove("volumeName");
        }

        if (existing.Child("spec")?["storageClassName"] is null)
        {
            spec.Remove("storageClassName");
        }

        return spec;
    }
}
