using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.CustomResources.Rules;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>CustomResourceDefinitions: remember in which versions objects may be stored, and go only when their objects are gone.</summary>
internal sealed class CustomResourceDefinitionStrategy : Strategy
{
    /// <summary>Held until the instances are removed.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    private readonly ServedApi _api;

    public CustomResourceDefinitionStrategy(ServedApi api)
    {
        _api = api;
        HasGeneration = true;
        AllowsUnconditionalUpdate = false;
    }

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired)
    {
        var status = new JsonObject
        {
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["conditions"] = new JsonArray(),
            ["storedVersions"] = new JsonArray(),
        };
        desired["status"] = status;
        Prepare(desired, status);
    }

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing) =>
        Prepare(desired, desired.Ensure("status"));

    public override void ValidateCreate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) => CheckRules(desired, existing: null, causes);

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes) =>
        CheckRules(desired, existing, causes);

    /// <summary>The first delete finds no finalizer yet, and puts it.</summary>
    public override bool IsHeldBack(JsonObject existing) => !existing.IsTerminating;

    public override void PrepareForDeletion(JsonObject existing)
    {
        existing.Metadata.EnsureList("finalizers").Add((JsonNode)CleanupFinalizer);
        DefinitionConditions.Set(
            existing.Ensure("status"),
            "Terminating",
            isTrue: true,
            "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
            existing.Metadata.Text("deletionTimestamp"));
    }

    /// <summary>A client that has its answer finds the definition's versions served as the answer says.</summary>
    public override ValueTask SettleAsync(Revision written, CancellationToken cancellationToken) => _api.WaitForAsync(written, cancellationToken);

    /// <summary>Rules are compiled against the structure of the schema, so that has to be right.</summary>
    private static void CheckRules(JsonObject desired, JsonObject? existing, ICollection<StatusCause> causes)
    {
        if (causes.Count == 0)
        {
            DefinitionRules.Check(desired, existing, causes);
        }
    }

    private static void Prepare(JsonObject desired, JsonObject status)
    {
        var versions = desired.Child("spec").Objects("versions").ToList();
        var stored = status.EnsureList("storedVersions");
        if (versions.FirstOrDefault(version => version.Flag("storage") == true).Text("name") is { Length: > 0 } storage
            && !status.Texts("storedVersions").Contains(storage))
        {
            stored.Add((JsonNode)storage);
        }
    }
}
