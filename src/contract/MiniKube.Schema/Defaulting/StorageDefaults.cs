using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>StorageClass and CSIDriver.</summary>
internal static class StorageDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        if (kind == "StorageClass")
        {
            value.Default("reclaimPolicy", "Delete");
            value.Default("volumeBindingMode", "Immediate");
        }
        else if (kind == "CSIDriver" && value.Object("spec") is { } spec)
        {
            spec.Default("attachRequired", true);
            spec.Default("podInfoOnMount", false);
            spec.Default("storageCapacity", false);
            spec.Default("fsGroupPolicy", "ReadWriteOnceWithFSType");
            spec.Default("requiresRepublish", false);
            spec.Default("seLinuxMount", false);
            if (!spec.Items("volumeLifecycleModes").Any())
            {
                spec["volumeLifecycleModes"] = new JsonArray("Persistent");
            }
        }
    }
}
