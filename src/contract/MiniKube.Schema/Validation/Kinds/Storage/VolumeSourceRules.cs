using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>Where volumes come from, beyond what the schema says must be there.</summary>
internal static class VolumeSourceRules
{
    public const string FileMode = "must be a number between 0 and 0777 (octal), both inclusive";

    private const int DriverLengthMax = 63;
    private const long ModeMax = 0x1FF; // 0777

    public static void Check(string kind, JsonObject source, FieldLocation where, Complaints complaints)
    {
        switch (kind)
        {
            case "emptyDir":
                if (NumberRules.Parse(source.Member("sizeLimit")) is { Sign: < 0 })
                {
                    complaints.Forbidden(where.Child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
                }

                break;
            case "hostPath":
                HostPath(source, where, complaints);
                break;
            case "secret":
                Files(source, "secretName", where, complaints);
                break;
            case "configMap":
                Files(source, "name", where, complaints);
                break;
            case "downwardAPI" or "projected":
                ProjectionRules.Check(kind, source, where, complaints);
                break;
            case "nfs":
                Nfs(source, where, complaints);
                break;
            case "csi":
                Csi(source, where, complaints);
                break;
            case "ephemeral":
                Ephemeral(source, where, complaints);
                break;
            default:
                LegacyVolumeRules.Check(kind, source, where, complaints);
                break;
        }
    }

    /// <summary>A directory or a file of the node.</summary>
    public static void HostPath(JsonObject source, FieldLocation where, Complaints complaints)
    {
        if (source.Text("path") is { Length: > 0 } path)
        {
            PathRules.NoBackstep(path, where, "path", complaints);
        }
        else
        {
            complaints.Required(where.Child("path"));
        }
    }

    public static void Nfs(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var path = source.Text("path") ?? "";
        if (path.Length == 0)
        {
            complaints.Required(where.Child("path"));
        }

        if (!path.StartsWith('/'))
        {
            complaints.Invalid(where.Child("path"), path, "must be an absolute path");
        }
    }

    /// <summary>Entries of a Secret or a ConfigMap as files.</summary>
    public static void Items(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var items = source.List("items");
        for (var i = 0; i < items?.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                var at = where.Child("items").Index(i);
                FilePath(item, at, complaints);
                Mode(item, "mode", at, complaints);
            }
        }
    }

    public static void FilePath(JsonObject file, FieldLocation where, Complaints complaints)
    {
        if (file.Text("path") is { Length: > 0 } path)
        {
            PathRules.NotReserved(path, where, "path", complaints);
        }
        else
        {
            complaints.Required(where.Child("path"));
        }
    }

    public static void Mode(JsonObject source, string field, FieldLocation where, Complaints complaints)
    {
        if (source.Integer(field) is < 0 or > ModeMax)
        {
            complaints.Invalid(where.Child(field), source.Member(field), FileMode);
        }
    }

    public static void Driver(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var driver = source.Text("driver") ?? "";
        if (driver.Length == 0)
        {
            complaints.Required(where.Child("driver"));
        }

        if (driver.Length > DriverLengthMax)
        {
            complaints.TooLong(where.Child("driver"), DriverLengthMax);
        }

        if (NameRules.DnsSubdomain(driver.ToLowerInvariant()) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child("driver"), driver, whys);
        }
    }

    private static void Files(JsonObject source, string name, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(source.Text(name)))
        {
            complaints.Required(where.Child(name));
        }

        Mode(source, "defaultMode", where, complaints);
        Items(source, where, complaints);
    }

    private static void Csi(JsonObject source, FieldLocation where, Complaints complaints)
    {
        Driver(source, where, complaints);
        if (source.Object("nodePublishSecretRef") is not { } secret)
        {
            return;
        }

        if (secret.Text("name") is not { Length: > 0 } name)
        {
            complaints.Required(where.Child("nodePublishSecretRef", "name"));
        }
        else
        {
            complaints.Invalid(where.Child("name"), name, NameRules.DnsSubdomain(name));
        }
    }

    private static void Ephemeral(JsonObject source, FieldLocation where, Complaints complaints)
    {
        var at = where.Child("volumeClaimTemplate");
        if (source.Object("volumeClaimTemplate") is not { } template)
        {
            complaints.Required(at);
            return;
        }

        var metadata = template.Object("metadata");
        MetadataRules.Annotations(metadata.Object("annotations"), at.Child("metadata", "annotations"), complaints);
        MetadataRules.Labels(metadata.Object("labels"), at.Child("metadata", "labels"), complaints);
        foreach (var (field, value) in metadata ?? [])
        {
            if (field is not ("annotations" or "labels") && value is not (null or JsonArray { Count: 0 }) && value.AsText is not "")
            {
                complaints.Forbidden(at.Child("metadata", field), "cannot be set");
            }
        }

        ClaimRules.CheckSpec(template.Object("spec") ?? [], at.Child("spec"), complaints);
    }
}
