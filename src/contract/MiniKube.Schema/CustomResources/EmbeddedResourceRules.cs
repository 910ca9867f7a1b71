using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.CustomResources;

/// <summary>What an object within a custom resource must be, where the schema says that it is one: it may leave out its metadata, not what it is.</summary>
internal static class EmbeddedResourceRules
{
    public static void Check(JsonObject tree, FieldLocation where, Complaints complaints)
    {
        CheckVersion(tree.Text("apiVersion"), CustomObjectRules.Child(where, "apiVersion"), complaints);
        CheckKind(tree.Text("kind"), CustomObjectRules.Child(where, "kind"), complaints);
        if (tree.Object("metadata") is { } metadata)
        {
            MetadataRules.CheckEmbedded(metadata, CustomObjectRules.Child(where, "metadata"), complaints);
        }
    }

    private static void CheckVersion(string? version, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(version))
        {
            complaints.Required(where, "must not be empty");
        }
        else if (version.AsSpan().Count('/') > 1)
        {
            complaints.Invalid(where, version, $"unexpected GroupVersion string: {version}");
        }
    }

    private static void CheckKind(string? kind, FieldLocation where, Complaints complaints)
    {
        if (string.IsNullOrEmpty(kind))
        {
            complaints.Required(where, "must not be empty");
        }
        else if (NameRules.Dns1035Label(kind.ToLowerInvariant()) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where, kind, $"may have mixed case, but should otherwise match: {string.Join(',', whys)}");
        }
    }
}
