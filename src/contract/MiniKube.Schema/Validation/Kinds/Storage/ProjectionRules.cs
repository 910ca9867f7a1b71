using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation.Kinds.Containers;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>Volumes of files that tell of the pod, and those that put several sources into one directory.</summary>
internal static class ProjectionRules
{
    private const string Conflict = "conflicting duplicate paths";
    private const long TokenSecondsMin = 600;
    private const long TokenSecondsMax = 1L << 32;

    private static readonly FrozenSet<string> FieldPaths = new[]
    {
        "metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(string kind, JsonObject source, FieldLocation where, Complaints complaints)
    {
        VolumeSourceRules.Mode(source, "defaultMode", where, complaints);
        if (kind == "projected")
        {
            Sources(source, where, complaints);
            return;
        }

        var files = source.List("items");
        for (var i = 0; i < files?.Count; i++)
        {
            // Upstream tells of them all at one place.
            File(files[i] as JsonObject ?? [], where, complaints);
        }
    }

    private static void File(JsonObject file, FieldLocation where, Complaints complaints)
    {
        VolumeSourceRules.FilePath(file, where, complaints);
        if (file.Object("fieldRef") is { } field)
        {
            FieldSourceRules.Field(field, FieldPaths, where.Child("fieldRef"), complaints);
            if (file.Has("resourceFieldRef"))
            {
                complaints.Invalid(where, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        }
        else if (file.Object("resourceFieldRef") is { } resource)
        {
            FieldSourceRules.Resource(resource, isOfVolume: true, where.Child("resourceFieldRef"), complaints);
        }
        else
        {
            complaints.Required(where, "one of fieldRef and resourceFieldRef is required");
        }

        VolumeSourceRules.Mode(file, "mode", where, complaints);
    }

    private static void Sources(JsonObject projected, FieldLocation where, Complaints complaints)
    {
        var sources = projected.List("sources");
        HashSet<string>? paths = null;
        for (var i = 0; i < sources?.Count; i++)
        {
            if (sources[i] is not JsonObject { Count: > 0 } source)
            {
                continue;
            }

            var at = where.Child("sources").Index(i);
            paths ??= new HashSet<string>(StringComparer.Ordinal);
            Named(source, "secret", where, at, paths, complaints);
            Named(source, "configMap", where, at, paths, complaints);
            Downward(source.Object("downwardAPI"), where, at, paths, complaints);
            Token(source.Object("serviceAccountToken"), where, at, complaints);
            if (source.Object("clusterTrustBundle") is { } bundle)
            {
                Bundle(bundle, at.Child("clusterTrustBundle"), complaints);
                Taken(bundle.Text("path") ?? "", bundle.Text("path") ?? "", where, paths, complaints);
            }

            if (source.Count(pair => pair.Value is JsonObject) > 1)
            {
                complaints.Forbidden(at, "may not specify more than 1 volume type per source");
            }
        }
    }

    private static void Named(
        JsonObject projection, string kind, FieldLocation volume, FieldLocation where, HashSet<string> paths, Complaints complaints)
    {
        if (projection.Object(kind) is not { } source)
        {
            return;
        }

        if (string.IsNullOrEmpty(source.Text("name")))
        {
            complaints.Required(where.Child(kind, "name"));
        }

        VolumeSourceRules.Items(source, where.Child(kind), complaints);
        var items = source.List("items");
        for (var i = 0; i < items?.Count; i++)
        {
            if ((items[i] as JsonObject).Text("path") is { Length: > 0 } path)
            {
                Taken(path, source.Text("name") ?? "", volume, paths, complaints);
            }
        }
    }

    private static void Downward(JsonObject? source, FieldLocation volume, FieldLocation where, HashSet<string> paths, Complaints complaints)
    {
        var files = source.List("items");
        for (var i = 0; i < files?.Count; i++)
        {
            var file = files[i] as JsonObject ?? [];
            File(file, where.Child("downwardAPI"), complaints);
            if (file.Text("path") is { Length: > 0 } path)
            {
                Taken(path, path, volume, paths, complaints);
            }
        }
    }

    private static void Token(JsonObject? token, FieldLocation volume, FieldLocation where, Complaints complaints)
    {
        if (token is null)
        {
            return;
        }

        var seconds = token.Integer("expirationSeconds") ?? 0;
        if (seconds is < TokenSecondsMin or > TokenSecondsMax)
        {
            complaints.Invalid(
                where.Child("serviceAccountToken", "expirationSeconds"),
                seconds,
                seconds < TokenSecondsMin ? "may not specify a duration less than 10 minutes" : "may not specify a duration larger than 2^32 seconds");
        }

        VolumeSourceRules.FilePath(token, volume, complaints);
    }

    private static void Bundle(JsonObject bundle, FieldLocation where, Complaints complaints)
    {
        switch (bundle.Text("name"), bundle.Text("signerName"))
        {
            case ({ }, { }):
                complaints.Invalid(where, bundle, "only one of name and signerName may be used");
                break;
            case ({ } name, _):
                if (name.Length == 0)
                {
                    complaints.Required(where.Child("name"), "must be a valid object name");
                }

                // A bundle of a signer has the signer before its own name.
                foreach (var why in NameRules.DnsSubdomain(name[(name.LastIndexOf(':') + 1)..]))
                {
                    complaints.Invalid(where.Child("name"), name, $"not a valid clustertrustbundlename: {why}");
                }

                if (bundle.Has("labelSelector"))
                {
                    complaints.Invalid(where.Child("labelSelector"), bundle.Member("labelSelector"), "labelSelector must be unset if name is specified");
                }

                break;
            case (_, { } signer):
                if (signer.Length == 0)
                {
                    complaints.Required(where.Child("signerName"), "must be a valid signer name");
                }

                _ = SelectorRules.Check(bundle.Object("labelSelector"), where.Child("labelSelector"), complaints);
                break;
            default:
                complaints.Required(where, "either name or signerName must be specified");
                break;
        }

        VolumeSourceRules.FilePath(bundle, where, complaints);
    }

    private static void Taken(string path, string told, FieldLocation volume, HashSet<string> paths, Complaints complaints)
    {
        if (!paths.Add(path))
        {
            complaints.Invalid(volume, told, Conflict);
        }
    }
}
