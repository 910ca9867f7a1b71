using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Namespaces stay until their own finalizers in <c>spec</c> are gone, besides those in the metadata.</summary>
internal sealed class NamespaceStrategy : Strategy
{
    private const string Finalizer = "kubernetes";

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        var finalizers = desired.Ensure("spec").EnsureList("finalizers");
        if (!desired.Child("spec").Texts("finalizers").Contains(Finalizer))
        {
            finalizers.Add((JsonNode)JsonValue.Create(Finalizer));
        }

        desired["status"] = new JsonObject { ["phase"] = "Active" };
        Label(desired);
    }

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        desired.Ensure("spec").CopyFrom(existing.Child("spec") ?? [], "finalizers");
        Label(desired);
    }

    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        KeepAllBut(desired, existing, request.Subresource == "finalize" ? "spec" : request.Subresource);
        Label(desired);
    }

    public override void PrepareForDeletion(JsonObject existing) => existing.Ensure("status")["phase"] = "Terminating";

    public override bool IsHeldBack(JsonObject existing) => existing.Child("spec").List("finalizers") is { Count: > 0 };

    /// <summary>Selectors can always tell a namespace by its name.</summary>
    private static void Label(JsonObject desired) =>
        desired.Metadata.Ensure("labels")["kubernetes.io/metadata.name"] = desired.Name;
}
