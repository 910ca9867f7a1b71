using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Volumes of pods, and PersistentVolumes.</summary>
internal static class VolumeRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    // What a PersistentVolume says beside where it is.
    private static readonly string[] NotSources =
    [
        "capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions", "volumeMode", "nodeAffinity",
        "volumeAttributesClassName",
    ];

    /// <summary>The answer holds the names to which containers may refer.</summary>
    public static HashSet<string> Check(JsonObject podSpec, FieldLocation where, Complaints complaints)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in podSpec.Objects("volumes"))
        {
            var at = where.Index(index++);
            if (volume.Text("name") is { Length: > 0 } name)
            {
                complaints.Invalid(at.Child("name"), name, NameRules.DnsLabel(name));
                _ = names.Add(name);
            }

            Source(volume, at, complaints);
        }

        return names;
    }

    public static void CheckPersistent(JsonObject volume, Complaints complaints)
    {
        var spec = volume.Object("spec") ?? [];
        if (!spec.Items("accessModes").Any())
        {
            complaints.Required(Spec.Child("accessModes"));
        }

        if (spec.Object("capacity") is null or { Count: 0 })
        {
            complaints.Required(Spec.Child("capacity"));
        }

        if (!spec.Object("capacity").Has("storage") || spec.Object("capacity")!.Count > 1)
        {
            complaints.NotSupported(Spec.Child("capacity"), spec.Member("capacity"), ["storage"]);
        }

        NumberRules.Amounts(spec.Object("capacity"), Spec.Child("capacity"), complaints);
        var sources = spec.Where(pair => pair.Value is JsonObject && !NotSources.Contains(pair.Key)).Select(pair => pair.Key).ToList();
        if (sources.Count == 0)
        {
            complaints.Required(Spec, "must specify a volume type");
        }

        foreach (var extra in sources.Skip(1))
        {
            complaints.Forbidden(Spec.Child(extra), "may not specify more than 1 volume type");
        }

        HostPath(spec.Object("hostPath"), Spec.Child("hostPath"), complaints);
        SchedulingRules.NodeSelector(spec.At("nodeAffinity", "required"), Spec.Child("nodeAffinity", "required"), complaints);
    }

    public static void CheckPersistentUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (!JsonNode.DeepEquals(SourceOf(after), SourceOf(before)))
        {
            complaints.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }

        Immutable.Check(after.Member("volumeMode"), before.Member("volumeMode"), Spec.Child("volumeMode"), complaints);
        if (before.Has("nodeAffinity"))
        {
            Immutable.Check(after.Member("nodeAffinity"), before.Member("nodeAffinity"), Spec.Child("nodeAffinity"), complaints);
        }
    }

    private static JsonObject SourceOf(JsonObject spec) =>
        new(spec.Where(pair => pair.Value is JsonObject && !NotSources.Contains(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));

    private static void Source(JsonObject volume, FieldLocation where, Complaints complaints)
    {
        var sources = volume.Where(pair => pair.Key != "name" && pair.Value is not null)
            .Select(pair => pair.Key)
            .OrderBy(source => source == "emptyDir" ? 0 : 1)
            .ToList();
        if (sources.Count == 0)
        {
            complaints.Required(where, "must specify a volume type");
        }

        foreach (var extra in sources.Skip(1))
        {
            complaints.Forbidden(where.Child(extra), "may not specify more than 1 volume type");
        }

        HostPath(volume.Object("hostPath"), where.Child("hostPath"), complaints);
        if (volume.Object("secret") is { } secret && string.IsNullOrEmpty(secret.Text("secretName")))
        {
            complaints.Required(where.Child("secret", "secretName"));
        }

        if (volume.Object("configMap") is { } configMap && string.IsNullOrEmpty(configMap.Text("name")))
        {
            complaints.Required(where.Child("configMap", "name"));
        }

        if (NumberRules.Parse(volume.Object("emptyDir").Member("sizeLimit")) is { Sign: < 0 })
        {
            complaints.Forbidden(where.Child("emptyDir", "sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }

        foreach (var source in new[] { "secret", "configMap", "downwardAPI", "projected" })
        {
            if (volume.Object(source).Integer("defaultMode") is < 0 or > 511)
            {
                complaints.Invalid(where.Child(source, "defaultMode"), volume.Object(source).Member("defaultMode"), "must be a number between 0 and 0777 (octal), both inclusive");
            }
        }
    }

    private static void HostPath(JsonObject? hostPath, FieldLocation where, Complaints complaints)
    {
        if (hostPath.Text("path") is { Length: > 0 } path && path.Split('/').Contains(".."))
        {
            complaints.Invalid(where.Child("path"), path, "must not contain '..'");
        }

        if (hostPath is not null && string.IsNullOrEmpty(hostPath.Text("path")))
        {
            complaints.Required(where.Child("path"));
        }
    }
}
