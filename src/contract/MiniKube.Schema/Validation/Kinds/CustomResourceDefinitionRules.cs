using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

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

        if (group.Length > 0)
        {
            complaints.Invalid(Spec.Child("group"), group, NameRules.DnsSubdomain(group));
            if (!group.Contains('.'))
            {
                complaints.Invalid(Spec.Child("group"), group, "should be a domain with at least one dot");
            }
        }

        if (spec.Text("scope") is { Length: > 0 } scope && !Scopes.Contains(scope))
        {
            complaints.NotSupported(Spec.Child("scope"), scope, Scopes);
        }

        Names(names, complaints);
        Versions(spec, complaints);
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        var isEstablished = old.Object("status").Objects("conditions")
            .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");
        var (after, before) = (updated.Object("spec") ?? [], old.Object("spec") ?? []);
        Immutable.Check(after.Member("group"), before.Member("group"), Spec.Child("group"), complaints);
        if (!isEstablished)
        {
            return;
        }

        Immutable.Check(after.Member("scope"), before.Member("scope"), Spec.Child("scope"), complaints);
        foreach (var name in new[] { "plural", "kind" })
        {
            Immutable.Check(after.Object("names").Member(name), before.Object("names").Member(name), Spec.Child("names", name), complaints);
        }
    }

    private static void Names(JsonObject? names, Complaints complaints)
    {
        var where = Spec.Child("names");
        foreach (var field in new[] { "plural", "singular", "kind", "listKind" })
        {
            if (names.Text(field) is { Length: > 0 } word)
            {
                complaints.Invalid(where.Child(field), word, NameRules.Dns1035Label(word.ToLowerInvariant()));
            }
        }

        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            complaints.Invalid(where.Child("listKind"), kind, "kind and listKind may not be the same");
        }
    }

    private static void Versions(JsonObject spec, Complaints complaints)
    {
        var versions = spec.Objects("versions").ToList();
        if (versions.Count == 0)
        {
            complaints.Required(Spec.Child("versions"), "must have at least one version");
            return;
        }

        if (versions.Count(version => version.Flag("storage") == true) != 1)
        {
            complaints.Invalid(Spec.Child("versions"), spec.Member("versions"), "must have exactly one version marked as storage version");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var at = Spec.Child("versions").Index(i);
            var name = versions[i].Text("name") ?? "";
            complaints.Invalid(at.Child("name"), name, name.Length == 0 ? [] : NameRules.Dns1035Label(name));
            var schema = versions[i].At("schema", "openAPIV3Schema");
            if (schema is null)
            {
                complaints.Required(at.Child("schema", "openAPIV3Schema"), "schemas are required");
            }
            else if (schema.Text("type") != "object")
            {
                complaints.Invalid(at.Child("schema", "openAPIV3Schema").Child("type"), schema.Text("type") ?? "", "must be object at the root");
            }
        }
    }
}
