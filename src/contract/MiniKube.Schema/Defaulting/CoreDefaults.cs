using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>The kinds of the core group that need but a few.</summary>
internal static class CoreDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        switch (kind)
        {
            case "Secret":
                Secret(value);
                break;
            case "Namespace":
                Namespace(value);
                break;
            case "PersistentVolume":
                Volume(value);
                break;
            case "PersistentVolumeClaim":
                Claim(value);
                break;
            case "Node" when value.Object("status") is { } status && status.Object("capacity") is { Count: > 0 } capacity && !status.Has("allocatable"):
                status["allocatable"] = capacity.DeepClone();
                break;
            case "LimitRange":
                Limits(value);
                break;
            case "Endpoints":
                foreach (var port in value.Objects("subsets").SelectMany(subset => subset.Objects("ports")))
                {
                    port.DefaultIfEmpty("protocol", "TCP");
                }

                break;
            default:
                break;
        }
    }

    public static void Claim(JsonObject claim)
    {
        claim.Object("spec")?.Default("volumeMode", "Filesystem");
        claim.Ensure("status").DefaultIfEmpty("phase", "Pending");
    }

    private static void Secret(JsonObject secret)
    {
        secret.DefaultIfEmpty("type", "Opaque");
        if (secret.Object("stringData") is not { } plain)
        {
            return;
        }

        // The plain half is for writing only: it goes into the encoded one and wins over it.
        var data = secret.Ensure("data");
        foreach (var (key, text) in plain)
        {
            data[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text.AsText ?? ""));
        }

        _ = secret.Remove("stringData");
    }

    private static void Namespace(JsonObject value)
    {
        value.Ensure("status").DefaultIfEmpty("phase", "Active");
        if (value.Object("metadata") is { } metadata && metadata.Text("name") is { Length: > 0 } name)
        {
            metadata.Ensure("labels")["kubernetes.io/metadata.name"] = name;
        }
    }

    private static void Volume(JsonObject volume)
    {
        volume.Ensure("status").DefaultIfEmpty("phase", "Pending");
        if (volume.Object("spec") is { } spec)
        {
            spec.DefaultIfEmpty("persistentVolumeReclaimPolicy", "Retain");
            spec.Default("volumeMode", "Filesystem");
            spec.Object("hostPath")?.Default("type", "");
        }
    }

    private static void Limits(JsonObject value)
    {
        foreach (var limit in value.Object("spec").Objects("limits").Where(limit => limit.Text("type") == "Container"))
        {
            CopyMissing(limit, "max", "default");
            CopyMissing(limit, "default", "defaultRequest");
            CopyMissing(limit, "min", "defaultRequest");
        }
    }

    private static void CopyMissing(JsonObject limit, string from, string to)
    {
        foreach (var (name, amount) in limit.Object(from)?.ToArray() ?? [])
        {
            var target = limit.Ensure(to);
            if (!target.Has(name))
            {
                target[name] = amount?.DeepClone();
            }
        }
    }
}
