using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Access;

/// <summary>Roles and their bindings.</summary>
internal static class RbacRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Check(JsonObject value, string kind, Complaints complaints)
    {
        if (kind is "Role" or "ClusterRole")
        {
            Rules(value, kind == "Role", complaints);
            Aggregation(value.Object("aggregationRule"), FieldLocation.Root("aggregationRule").Child("clusterRoleSelectors"), complaints);
            return;
        }

        RoleReference(value.Object("roleRef"), kind, complaints);
        var index = 0;
        foreach (var subject in value.Objects("subjects"))
        {
            Subject(subject, kind, FieldLocation.Root("subjects").Index(index++), complaints);
        }
    }

    private static void Rules(JsonObject role, bool isNamespaced, Complaints complaints)
    {
        var index = 0;
        foreach (var rule in role.Objects("rules"))
        {
            var at = FieldLocation.Root("rules").Index(index++);
            if (!rule.Items("verbs").Any())
            {
                complaints.Required(at.Child("verbs"), "verbs must contain at least one value");
            }

            if (rule.Items("nonResourceURLs").Any())
            {
                if (isNamespaced)
                {
                    complaints.Invalid(at.Child("nonResourceURLs"), rule.Member("nonResourceURLs"), "namespaced rules cannot apply to non-resource URLs");
                }

                if (rule.Items("apiGroups").Any() || rule.Items("resources").Any() || rule.Items("resourceNames").Any())
                {
                    complaints.Invalid(at.Child("nonResourceURLs"), rule.Member("nonResourceURLs"), "rules cannot apply to both regular resources and non-resource URLs");
                }

                continue;
            }

            if (!rule.Items("apiGroups").Any())
            {
                complaints.Required(at.Child("apiGroups"), "resource rules must supply at least one api group");
            }

            if (!rule.Items("resources").Any())
            {
                complaints.Required(at.Child("resources"), "resource rules must supply at least one resource");
            }
        }
    }

    private static void Aggregation(JsonObject? rule, FieldLocation where, Complaints complaints)
    {
        if (rule is null)
        {
            return;
        }

        var index = 0;
        foreach (var selector in rule.Objects("clusterRoleSelectors"))
        {
            _ = SelectorRules.Check(selector, where.Index(index++), complaints);
        }

        if (index == 0)
        {
            complaints.Required(where, "at least one clusterRoleSelector required if aggregationRule is non-nil");
        }
    }

    private static void RoleReference(JsonObject? role, string kind, Complaints complaints)
    {
        var where = FieldLocation.Root("roleRef");
        if (role.Text("apiGroup") is { Length: > 0 } group and not Group)
        {
            complaints.NotSupported(where.Child("apiGroup"), group, [Group]);
        }

        string[] kinds = kind == "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (role.Text("kind") is { Length: > 0 } name && !kinds.Contains(name))
        {
            complaints.NotSupported(where.Child("kind"), name, kinds);
        }

        FieldRules.Text(role, "name", where, complaints, NameRules.PathSegmentName);
    }

    private static void Subject(JsonObject subject, string kind, FieldLocation where, Complaints complaints)
    {
        switch (subject.Text("kind"))
        {
            case "ServiceAccount":
                FieldRules.Text(subject, "name", where, complaints, NameRules.DnsSubdomain);
                if (subject.Text("apiGroup") is { Length: > 0 } group)
                {
                    complaints.NotSupported(where.Child("apiGroup"), group, [""]);
                }

                if (kind == "ClusterRoleBinding" && string.IsNullOrEmpty(subject.Text("namespace")))
                {
                    complaints.Required(where.Child("namespace"));
                }

                break;
            case "User" or "Group":
                if (subject.Text("apiGroup") is { } other and not Group)
                {
                    complaints.NotSupported(where.Child("apiGroup"), other, [Group]);
                }

                break;
            case { Length: > 0 } unknown:
                complaints.NotSupported(where.Child("kind"), unknown, ["ServiceAccount", "User", "Group"]);
                break;
            default:
                break;
        }
    }
}
