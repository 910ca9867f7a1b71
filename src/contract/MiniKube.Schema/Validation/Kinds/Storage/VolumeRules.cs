using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>Volumes of pods.</summary>
internal static class VolumeRules
{
    // In the order in which upstream looks for them: of several the first counts.
    private static readonly string[] Kinds =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
        "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    /// <param name="spec">Of the pod.</param>
    /// <param name="pod">The pod's name; null in a template.</param>
    /// <param name="where">The place of the spec.</param>
    /// <param name="complaints">Where complaints go.</param>
    /// <returns>The volumes to which containers may refer; null for none.</returns>
    public static Dictionary<string, JsonObject>? Check(JsonObject spec, string? pod, FieldLocation where, Complaints complaints)
    {
        if (spec.List("volumes") is not { Count: > 0 } volumes)
        {
            return null;
        }

        var list = where.Child("volumes");
        var named = new Dictionary<string, JsonObject>(volumes.Count, StringComparer.Ordinal);
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i] is not JsonObject volume)
            {
                continue;
            }

            var at = list.Index(i);
            if (volume.Text("name") is { Length: > 0 } name)
            {
                if (NameRules.DnsLabel(name) is { IsEmpty: false } whys)
                {
                    complaints.Invalid(at.Child("name"), name, whys);
                }

                named[name] = volume;
            }

            Source(volume, pod, at, complaints);
            if (!string.IsNullOrEmpty(pod) && volume.Object("persistentVolumeClaim").Text("claimName") is { } claim && IsMade(volumes, pod, claim))
            {
                complaints.Invalid(
                    at.Child("persistentVolumeClaim", "claimName"), claim, "must not reference a PVC that gets created for an ephemeral volume");
            }
        }

        return named;
    }

    private static bool IsMade(JsonArray volumes, string pod, string claim)
    {
        foreach (var volume in volumes)
        {
            if ((volume as JsonObject).Has("ephemeral") && claim == $"{pod}-{(volume as JsonObject).Text("name")}")
            {
                return true;
            }
        }

        return false;
    }

    private static void Source(JsonObject volume, string? pod, FieldLocation where, Complaints complaints)
    {
        var isChosen = false;
        foreach (var kind in Kinds)
        {
            if (volume.Object(kind) is not { } source)
            {
                continue;
            }

            if (isChosen)
            {
                complaints.Forbidden(where.Child(kind == "cephfs" ? "cephFS" : kind), "may not specify more than 1 volume type");
                continue;
            }

            isChosen = true;
            VolumeSourceRules.Check(kind, source, where.Child(kind), complaints);
            Named(kind, source, volume.Text("name") ?? "", pod, where, complaints);
        }

        if (!isChosen)
        {
            complaints.Required(where, "must specify a volume type");
        }
    }

    /// <summary>What depends on the names of the volume and of its pod.</summary>
    private static void Named(string kind, JsonObject source, string name, string? pod, FieldLocation where, Complaints complaints)
    {
        switch (kind)
        {
            case "iscsi" when source.Has("initiatorName") && IscsiRules.IsTooLong(name, source):
                complaints.Invalid(where.Child("name"), name, IscsiRules.TooLong);
                break;
            case "ephemeral" when !string.IsNullOrEmpty(pod) && name.Length > 0:
                foreach (var why in NameRules.DnsSubdomain($"{pod}-{name}"))
                {
                    complaints.Invalid(where.Child("name"), name, $"PVC name \"{pod}-{name}\": {why}");
                }

                break;
            case "image" when pod is not null && string.IsNullOrEmpty(source.Text("reference")):
                complaints.Required(where.Child("image", "reference"));
                break;
            default:
                break;
        }
    }
}
