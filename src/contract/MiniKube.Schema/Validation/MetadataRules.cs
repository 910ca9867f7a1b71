using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation;

/// <summary>What every object's metadata must be.</summary>
internal static class MetadataRules
{
    public const string NoFinalizer = "name is neither a standard finalizer name nor is it fully qualified";

    private const int AnnotationBytesMax = 256 * 1024;

    private static readonly FieldLocation Metadata = FieldLocation.Root("metadata");
    private static readonly FieldLocation LabelsOfMetadata = Metadata.Child("labels");
    private static readonly FieldLocation AnnotationsOfMetadata = Metadata.Child("annotations");
    private static readonly FieldLocation NameOfMetadata = Metadata.Child("name");
    private static readonly FieldLocation NamespaceOfMetadata = Metadata.Child("namespace");
    private static readonly string[] FixedFields = ["name", "namespace", "uid", "creationTimestamp"];
    private static readonly string[] StandardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];
    private static readonly string[] OwnerFields = ["apiVersion", "kind", "name", "uid"];

    public static void Check(JsonObject metadata, ResourceDefinition resource, Complaints complaints)
    {
        Name(metadata, resource, complaints);
        Namespace(metadata, resource, complaints);
        Labels(metadata.Object("labels"), LabelsOfMetadata, complaints);
        Annotations(metadata.Object("annotations"), AnnotationsOfMetadata, complaints);
        Owners(metadata, complaints);
        Finalizers(metadata, resource, complaints);
    }

    /// <summary>The metadata of an object within a custom resource, whose name nobody has to know yet.</summary>
    public static void CheckEmbedded(JsonObject metadata, FieldLocation where, Complaints complaints)
    {
        if (metadata.Text("name") is { Length: > 0 } name)
        {
            complaints.Invalid(where.Child("name"), name, NameRules.PathSegmentName(name));
        }

        if (metadata.Text("namespace") is { Length: > 0 } space)
        {
            complaints.Invalid(where.Child("namespace"), space, NameRules.DnsLabel(space));
        }

        Labels(metadata.Object("labels"), where.Child("labels"), complaints);
        Annotations(metadata.Object("annotations"), where.Child("annotations"), complaints);
    }

    /// <summary>Of built-in kinds a finalizer without a domain has to be one of those that the server itself knows.</summary>
    private static void Finalizers(JsonObject metadata, ResourceDefinition resource, Complaints complaints)
    {
        var isStrict = !resource.IsCustom && resource.Kind.Group is not ("apiextensions.k8s.io" or "apiregistration.k8s.io");
        var index = 0;
        foreach (var finalizer in metadata.Items("finalizers"))
        {
            var name = finalizer.AsText ?? "";
            complaints.Invalid(Metadata.Child("finalizers"), finalizer, NameRules.QualifiedName(name));
            if (isStrict && !name.Contains('/', StringComparison.Ordinal) && !IsStandardFinalizer(name))
            {
                complaints.Invalid(
                    Metadata.Child("finalizers").Index(index), finalizer, NoFinalizer);
            }

            index++;
        }
    }

    public static bool IsStandardFinalizer(string name) => StandardFinalizers.Contains(name);

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        foreach (var name in FixedFields)
        {
            Immutable.Check(updated.Member(name), old.Member(name), Metadata.Child(name), complaints);
        }

        if (old.Has("deletionTimestamp"))
        {
            var before = old.Items("finalizers").Select(finalizer => finalizer.AsText).ToHashSet(StringComparer.Ordinal);
            foreach (var added in updated.Items("finalizers").Select(finalizer => finalizer.AsText).Where(name => !before.Contains(name)))
            {
                complaints.Forbidden(
                    Metadata.Child("finalizers"),
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{\"{added}\"}}");
            }
        }
    }

    public static void Labels(JsonObject? labels, FieldLocation where, Complaints complaints)
    {
        foreach (var (key, value) in labels ?? [])
        {
            complaints.Invalid(where, key, NameRules.QualifiedName(key));
            complaints.Invalid(where, value, NameRules.LabelValue(value.AsText ?? ""));
        }
    }

    public static void Annotations(JsonObject? annotations, FieldLocation where, Complaints complaints)
    {
        var bytes = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            complaints.Invalid(where, key, NameRules.QualifiedName(key.ToLowerInvariant()));
            bytes += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value.AsText ?? "");
        }

        if (bytes > AnnotationBytesMax)
        {
            complaints.TooLong(where, AnnotationBytesMax);
        }
    }

    private static void Name(JsonObject metadata, ResourceDefinition resource, Complaints complaints)
    {
        if (resource.IsVirtual)
        {
            return;
        }

        // The end of a prefix is where the random letters go.
        if (metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            var probe = prefix.Length > 1 && prefix[^1] == '-' ? $"{prefix[..^1]}a" : prefix;
            complaints.Invalid(Metadata.Child("generateName"), prefix, KindNames.Check(probe, resource));
        }

        if (metadata.Text("name") is not { Length: > 0 } name)
        {
            complaints.Required(Metadata.Child("name"), "name or generateName is required");
            return;
        }

        complaints.Invalid(NameOfMetadata, name, KindNames.Check(name, resource));
    }

    private static void Namespace(JsonObject metadata, ResourceDefinition resource, Complaints complaints)
    {
        var name = metadata.Text("namespace") ?? "";
        if (!resource.IsNamespaced)
        {
            if (name.Length > 0)
            {
                complaints.Forbidden(Metadata.Child("namespace"), "not allowed on this type");
            }
        }
        else if (name.Length == 0)
        {
            complaints.Required(Metadata.Child("namespace"));
        }
        else
        {
            complaints.Invalid(NamespaceOfMetadata, name, NameRules.DnsLabel(name));
        }
    }

    private static void Owners(JsonObject metadata, Complaints complaints)
    {
        var where = Metadata.Child("ownerReferences");
        string? controller = null;
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            foreach (var field in OwnerFields.Where(field => string.IsNullOrEmpty(owner.Text(field))))
            {
                complaints.Invalid(where.Child(field), owner.Text(field) ?? "", field == "apiVersion" ? "version must not be empty" : "must not be empty");
            }

            if (owner.Text("kind") == "Event" && owner.Text("apiVersion") == "v1")
            {
                complaints.Invalid(where, owner.Text("kind"), "/v1, Kind=Event is disallowed from being an owner");
            }

            if (owner.Flag("controller") != true)
            {
                continue;
            }

            if (controller is not null)
            {
                complaints.Invalid(
                    where,
                    metadata.Member("ownerReferences"),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.Text("name")}");
                return;
            }

            controller = owner.Text("name");
        }
    }
}
