using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Scheduling;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>PersistentVolumes.</summary>
internal static class PersistentVolumeRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    private static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc",
        "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ];

    private static readonly string[] Secrets =
        ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"];

    public static void Check(JsonObject volume, Complaints complaints)
    {
        var spec = volume.Object("spec") ?? [];
        if (spec.List("accessModes") is null or { Count: 0 })
        {
            complaints.Required(Spec.Child("accessModes"));
        }

        ClaimRules.OnlyOncePod(spec, Spec, complaints);
        Capacity(spec.Object("capacity"), complaints);
        Source(spec, volume.Object("metadata").Text("name") ?? "", complaints);
        if (spec.Object("nodeAffinity") is { } affinity)
        {
            if (affinity.Object("required") is { } required)
            {
                NodeSelectorRules.Check(required, Spec.Child("nodeAffinity", "required"), complaints);
            }
            else
            {
                complaints.Required(Spec.Child("nodeAffinity", "required"), "must specify required node constraints");
            }
        }

        if (spec.Object("hostPath").Text("path") is { Length: > 0 } path && path.AsSpan().Trim('/').Length == 0 && spec.Text("persistentVolumeReclaimPolicy") == "Recycle")
        {
            complaints.Forbidden(Spec.Child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'");
        }

        Classes(spec, complaints);
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        if (!JsonNode.DeepEquals(SourceOf(after, before), SourceOf(before, before)))
        {
            complaints.Forbidden(Spec.Child("persistentvolumesource"), "spec.persistentvolumesource is immutable after creation");
        }

        // Upstream tells of these two without the spec that they stand in.
        Immutable.Check(after.Member("volumeMode"), before.Member("volumeMode"), FieldLocation.Root("volumeMode"), complaints);
        if (before.Has("nodeAffinity") && !Immutable.IsSame(after.Member("nodeAffinity"), before.Member("nodeAffinity")))
        {
            complaints.Invalid(
                FieldLocation.Root("nodeAffinity"), after.Member("nodeAffinity"), $"{Immutable.Why}, except for updating from beta label to GA");
        }

        if (before.Has("volumeAttributesClassName") && !after.Has("volumeAttributesClassName"))
        {
            complaints.Forbidden(Spec.Child("volumeAttributesClassName"), "update from non-nil value to nil is forbidden");
        }
    }

    private static void Capacity(JsonObject? capacity, Complaints complaints)
    {
        var where = Spec.Child("capacity");
        if (capacity is null or { Count: 0 })
        {
            complaints.Required(where);
        }

        if (!capacity.Has("storage") || capacity!.Count > 1)
        {
            complaints.NotSupported(where, capacity, ["storage"]);
        }

        foreach (var (name, amount) in capacity ?? [])
        {
            if (NumberRules.Parse(amount) is not { Sign: <= 0 } quantity)
            {
                continue;
            }

            if (quantity.Sign < 0)
            {
                complaints.Invalid(where.Key(name), quantity.Value, "must be a valid resource quantity");
            }

            complaints.Invalid(where.Key(name), amount, "must be greater than zero");
        }
    }

    private static void Source(JsonObject spec, string name, Complaints complaints)
    {
        var isChosen = false;
        foreach (var kind in Sources)
        {
            if (spec.Object(kind) is not { } source)
            {
                continue;
            }

            if (isChosen && kind != "flexVolume")
            {
                complaints.Forbidden(Spec.Child(kind == "cephfs" ? "cephFS" : kind), "may not specify more than 1 volume type");
                continue;
            }

            isChosen = true;
            One(kind, source, spec, name, Spec.Child(kind), complaints);
        }

        if (!isChosen)
        {
            complaints.Required(Spec, "must specify a volume type");
        }
    }

    private static void One(string kind, JsonObject source, JsonObject spec, string name, FieldLocation where, Complaints complaints)
    {
        switch (kind)
        {
            case "csi":
                VolumeSourceRules.Driver(source, where, complaints);
                foreach (var field in Secrets)
                {
                    Secret(source.Object(field), where, field, complaints);
                }

                break;
            case "local":
                VolumeSourceRules.HostPath(source, where, complaints);
                if (!spec.Has("nodeAffinity"))
                {
                    complaints.Required(Spec.Child("nodeAffinity"), "Local volume requires node affinity");
                }

                break;
            case "iscsi":
                IscsiRules.Check(source, where, complaints);
                if (source.Has("initiatorName") && IscsiRules.IsTooLong(name, source))
                {
                    complaints.Invalid(where.Child("targetportal"), source.Member("targetPortal"), IscsiRules.TooLong);
                }

                break;
            case "azureFile" when source.Text("secretNamespace") is { Length: 0 }:
                complaints.Required(where.Child("secretNamespace"));
                break;
            case "cinder" or "storageos" when source.Object("secretRef") is { } secret && string.IsNullOrEmpty(secret.Text("namespace")):
                VolumeSourceRules.Check(kind, source, where, complaints);
                complaints.Required(where.Child("secretRef", "namespace"));
                break;
            case "glusterfs":
                LegacyVolumeRules.Path(source, where, complaints);
                if (source.Text("endpointsNamespace") is { } space)
                {
                    complaints.Invalid(where.Child("endpointsNamespace"), space, space.Length == 0
                        ? ["if the endpointnamespace is set, it must be a valid namespace name"]
                        : NameRules.DnsLabel(space));
                }

                break;
            default:
                VolumeSourceRules.Check(kind, source, where, complaints);
                break;
        }
    }

    private static void Secret(JsonObject? secret, FieldLocation where, string field, Complaints complaints)
    {
        if (secret is null)
        {
            return;
        }

        Part(secret.Text("name") ?? "", where.Child(field, "name"), NameRules.DnsSubdomain, complaints);
        Part(secret.Text("namespace") ?? "", where.Child(field, "namespace"), NameRules.DnsLabel, complaints);
    }

    private static void Part(
        string text, FieldLocation where, Func<string, System.Collections.Immutable.ImmutableArray<string>> rule, Complaints complaints)
    {
        if (text.Length == 0)
        {
            complaints.Required(where);
        }
        else
        {
            complaints.Invalid(where, text, rule(text));
        }
    }

    private static void Classes(JsonObject spec, Complaints complaints)
    {
        if (spec.Text("storageClassName") is { Length: > 0 } name)
        {
            complaints.Invalid(Spec.Child("storageClassName"), name, NameRules.DnsSubdomain(name));
        }

        if (spec.Text("volumeAttributesClassName") is not { } attributes)
        {
            return;
        }

        if (attributes.Length == 0)
        {
            complaints.Required(Spec.Child("volumeAttributesClassName"), "an empty string is disallowed");
        }
        else
        {
            complaints.Invalid(Spec.Child("volumeAttributesClassName"), attributes, NameRules.DnsSubdomain(attributes));
        }

        if (!spec.Has("csi"))
        {
            complaints.Required(Spec.Child("csi"), "has to be specified when using volumeAttributesClassName");
        }
    }

    /// <summary>Where it is; the secret with which it grows may be given late.</summary>
    private static JsonObject SourceOf(JsonObject spec, JsonObject before)
    {
        var source = new JsonObject(Sources.Where(spec.Has).Select(kind => KeyValuePair.Create(kind, spec[kind]?.DeepClone())));
        if (!before.Object("csi").Has("controllerExpandSecretRef"))
        {
            _ = source.Object("csi")?.Remove("controllerExpandSecretRef");
        }

        return source;
    }
}
