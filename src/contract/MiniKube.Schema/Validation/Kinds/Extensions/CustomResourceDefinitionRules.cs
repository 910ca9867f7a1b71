using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

internal static class CustomResourceDefinitionRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");
    private static readonly string[] Scopes = ["Cluster", "Namespaced"];

    public static void Check(JsonObject definition, Complaints complaints)
    {
        var spec = definition.Object("spec") ?? [];
        var names = spec.Object("names");
        var (group, plural) = (spec.Text("group") ?? "", names.Text("plural") ?? "");
        var name = definition.Object("metadata").Text("name") ?? "";
        if (name != $"{plural}.{group}")
        {
            complaints.Invalid(FieldLocation.Root("metadata").Child("name"), name, $"must be spec.names.plural+\".\"+spec.group");
        }

        CheckGroup(definition, group, complaints);
        if (spec.Text("scope") is { Length: > 0 } scope && !Scopes.Contains(scope))
        {
            complaints.NotSupported(Spec.Child("scope"), scope, Scopes);
        }

        if (spec.Flag("preserveUnknownFields") == true)
        {
            complaints.Invalid(Spec.Child("preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }

        CheckNames(names, complaints);
        DefinitionVersionRules.Check(spec, complaints);
        DefinitionConversionRules.Check(spec.Object("conversion"), complaints);
        CheckStoredVersions(definition, spec, complaints);
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var isEstablished = old.Object("status").Objects("conditions")
            .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        Immutable.Check(after.Member("group"), before.Member("group"), Spec.Child("group"), complaints);
        Immutable.Check(after.Object("names").Member("plural"), before.Object("names").Member("plural"), Spec.Child("names", "plural"), complaints);
        DefinitionConversionRules.CheckUpdate(after.Object("conversion"), before.Object("conversion"), complaints);
        if (isEstablished)
        {
            Immutable.Check(after.Member("scope"), before.Member("scope"), Spec.Child("scope"), complaints);
            Immutable.Check(after.Object("names").Member("kind"), before.Object("names").Member("kind"), Spec.Child("names", "kind"), complaints);
        }
    }

    private static void CheckGroup(JsonObject definition, string group, Complaints complaints)
    {
        if (group.Length == 0)
        {
            return;
        }

        complaints.Invalid(Spec.Child("group"), group, NameRules.DnsSubdomain(group));
        if (!group.Contains('.'))
        {
            complaints.Invalid(Spec.Child("group"), group, "should be a domain with at least one dot");
        }

        var approval = DefinitionApproval.Of(definition);
        if (approval.IsWanting)
        {
            var where = FieldLocation.Root("metadata").Child("annotations").Key(DefinitionApproval.Annotation);
            if (approval.Reason == DefinitionApproval.Missing)
            {
                complaints.Required(where, approval.Message);
            }
            else
            {
                complaints.Invalid(where, definition.At("metadata", "annotations").Text(DefinitionApproval.Annotation), approval.Message);
            }
        }
    }

    private static void CheckNames(JsonObject? names, Complaints complaints)
    {
        var where = Spec.Child("names");
        foreach (var field in new[] { "plural", "singular", "kind", "listKind" })
        {
            if (names.Text(field) is { Length: > 0 } word)
            {
                var label = field is "kind" or "listKind" ? word.ToLowerInvariant() : word;
                complaints.Invalid(where.Child(field), word, NameRules.Dns1035Label(label));
            }
        }

        foreach (var list in new[] { "shortNames", "categories" })
        {
            var index = 0;
            foreach (var word in names.Items(list))
            {
                complaints.Invalid(where.Child(list).Index(index++), word, NameRules.Dns1035Label(word.AsText ?? ""));
            }
        }

        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            complaints.Invalid(where.Child("listKind"), kind, "kind and listKind may not be the same");
        }
    }

    /// <summary>A version in which objects may still be stored has to stay.</summary>
    private static void CheckStoredVersions(JsonObject definition, JsonObject spec, Complaints complaints)
    {
        var versions = spec.Objects("versions").Select(version => version.Text("name")).ToHashSet();
        var index = 0;
        foreach (var stored in definition.Object("status").Items("storedVersions"))
        {
            var where = FieldLocation.Root("status").Child("storedVersions").Index(index++);
            if (!versions.Contains(stored.AsText))
            {
                complaints.Invalid(
                    where,
                    stored,
                    $"missing from spec.versions; {stored.AsText} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {stored.AsText} and removes {stored.AsText} from status.storedVersions");
            }
        }
    }
}
