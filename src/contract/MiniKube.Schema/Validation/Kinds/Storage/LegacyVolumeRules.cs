using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>The storage plug-ins of the time before CSI.</summary>
internal static class LegacyVolumeRules
{
    private const string HostPorts = "must be a host:port pair or multiple pairs separated by commas";
    private const string Reserved = "kubernetes.io and k8s.io namespaces are reserved";
    private const int TenantLengthMax = 64;

    public static void Check(string kind, JsonObject source, FieldLocation where, Complaints complaints)
    {
        switch (kind)
        {
            case "gitRepo":
                PathRules.Descending(source.Text("directory") ?? "", where, "directory", complaints);
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore":
                if (source.Integer("partition") is < 0 or > 255)
                {
                    complaints.Invalid(where.Child("partition"), source.Member("partition"), "must be between 1 and 255, inclusive");
                }

                break;
            case "iscsi":
                IscsiRules.Check(source, where, complaints);
                break;
            case "glusterfs":
                Path(source, where, complaints);
                break;
            case "rbd" or "cephfs":
                Filled(source, "monitors", where, complaints);
                break;
            case "cinder" or "storageos":
                Named(kind, source, where, complaints);
                break;
            case "flocker":
                Flocker(source, where, complaints);
                break;
            case "quobyte":
                Quobyte(source, where, complaints);
                break;
            case "fc":
                FibreChannel(source, where, complaints);
                break;
            case "flexVolume":
                Options(source.Object("options"), where, complaints);
                break;
            case "azureDisk":
                AzureDisk(source, where, complaints);
                break;
            default:
                break;
        }
    }

    public static void Path(JsonObject source, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(source.Text("path")))
        {
            complaints.Required(where.Child("path"));
        }
    }

    private static void Filled(JsonObject source, string list, FieldLocation where, Complaints complaints)
    {
        if (source.List(list) is null or { Count: 0 })
        {
            complaints.Required(where.Child(list));
        }
    }

    private static void Named(string kind, JsonObject source, FieldLocation where, Complaints complaints)
    {
        if (kind == "storageos")
        {
            var name = source.Text("volumeName") ?? "";
            if (name.Length == 0)
            {
                complaints.Required(where.Child("volumeName"));
            }
            else
            {
                complaints.Invalid(where.Child("volumeName"), name, NameRules.DnsLabel(name));
            }

            if (source.Text("volumeNamespace") is { Length: > 0 } space)
            {
                complaints.Invalid(where.Child("volumeNamespace"), space, NameRules.DnsLabel(space));
            }
        }

        if (source.Object("secretRef") is { } secret && string.IsNullOrEmpty(secret.Text("name")))
        {
            complaints.Required(where.Child("secretRef", "name"));
        }
    }

    private static void Flocker(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var (name, id) = (source.Text("datasetName") ?? "", source.Text("datasetUUID") ?? "");
        if (name.Length == 0 && id.Length == 0)
        {
            complaints.Required(where, "one of datasetName and datasetUUID is required");
        }
        else if (name.Length > 0 && id.Length > 0)
        {
            complaints.Invalid(where, "resource", "datasetName and datasetUUID can not be specified simultaneously");
        }

        if (name.Contains('/'))
        {
            complaints.Invalid(where.Child("datasetName"), name, "must not contain '/'");
        }
    }

    private static void Quobyte(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var registry = source.Text("registry") ?? "";
        if (registry.Length > 0 && source.Text("tenant")?.Length > TenantLengthMax)
        {
            complaints.Required(where.Child("tenant"), $"must be a UUID and may not exceed a length of {TenantLengthMax} characters");
        }
        else if (registry.Length > 0)
        {
            foreach (var pair in registry.Split(',').Where(pair => pair.LastIndexOf(':') is var at && (at < 0 || (pair.IndexOf(':') != at && !pair.StartsWith('[')))))
            {
                complaints.Invalid(where.Child("registry"), registry, HostPorts);
            }
        }
    }

    private static void FibreChannel(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var (hasTargets, hasIds) = (source.List("targetWWNs") is { Count: > 0 }, source.List("wwids") is { Count: > 0 });
        if (!hasTargets && !hasIds)
        {
            complaints.Required(where.Child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
        }
        else if (hasTargets && hasIds)
        {
            complaints.Invalid(where.Child("targetWWNs"), source.Member("targetWWNs"), "targetWWNs and wwids can not be specified simultaneously");
        }

        if (hasTargets && !source.Has("lun"))
        {
            complaints.Required(where.Child("lun"), "lun is required if targetWWNs is specified");
        }
        else if (hasTargets)
        {
            IscsiRules.Lun(source, where, complaints);
        }
    }

    private static void Options(JsonObject? options, FieldLocation where, Complaints complaints)
    {
        foreach (var (key, _) in options ?? [])
        {
            var space = $".{key.Split('/')[0].ToLowerInvariant()}";
            if (space.EndsWith(".kubernetes.io", StringComparison.Ordinal) || space.EndsWith(".k8s.io", StringComparison.Ordinal))
            {
                complaints.Invalid(where.Child("options").Key(key), key, Reserved);
            }
        }
    }

    private static void AzureDisk(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var (kind, place) = (source.Text("kind"), source.Text("diskURI") ?? "");
        var wanted = kind == "Managed" ? "/subscriptions/" : "https://";
        if (kind is not null && !place.StartsWith(wanted, StringComparison.Ordinal))
        {
            complaints.NotSupported(where.Child("diskURI"), place, kind == "Managed"
                ? ["/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"]
                : ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]);
        }
    }
}
