using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;

namespace MiniKube.Api.Quotas;

/// <summary>What a PersistentVolumeClaim uses: itself and its storage, also by its storage class. Upstream's rules.</summary>
public sealed class ClaimQuota : IQuotaEvaluator
{
    private const string Claims = "persistentvolumeclaims";
    private const string Storage = "requests.storage";
    private const string ClassInfix = ".storageclass.storage.k8s.io/";
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public bool CountsUpdates(string subresource) => subresource.Length == 0;

    public bool Counts(string name) => name is Claims or "count/persistentvolumeclaims" or Storage
        || name.EndsWith(ClassInfix + Claims, StringComparison.Ordinal)
        || name.EndsWith(ClassInfix + Storage, StringComparison.Ordinal);

    /// <summary>The class that a claim has, wants, or is being moved to.</summary>
    public bool Matches(QuotaScope scope, JsonObject tree) => scope.Name == "VolumeAttributesClass" && scope.Matches(
        tree.Part("spec")?["volumeAttributesClassName"].Word ?? "",
        tree.Part("status")?["currentVolumeAttributesClassName"].Word ?? "",
        tree.Part("status").Part("modifyVolumeStatus")?["targetVolumeAttributesClassName"].Word ?? "");

    public ResourceAmounts Usage(JsonObject tree, DateTimeOffset now)
    {
        var one = Quantity.FromUnits(1);
        var used = ResourceAmounts.Of((Claims, one), ("count/persistentvolumeclaims", one));
        var @class = tree.Part("metadata").Part("annotations")?[ClassAnnotation].Word is { Length: > 0 } annotated
            ? annotated
            : tree.Part("spec")?["storageClassName"].Word ?? "";
        if (@class.Length > 0)
        {
            used = used.With(@class + ClassInfix + Claims, one);
        }

        if (tree.Part("spec").Amounts("requests").Find("storage") is not { } asked)
        {
            return used;
        }

        // What was allocated by a resize that is taken back is still there.
        if (ResourceAmounts.Read(tree.Part("status").Part("allocatedResources")).Find("storage") is { } allocated)
        {
            asked = Quantity.Max(asked, allocated);
        }

        used = used.With(Storage, asked);
        return @class.Length == 0 ? used : used.With(@class + ClassInfix + Storage, asked);
    }
}
