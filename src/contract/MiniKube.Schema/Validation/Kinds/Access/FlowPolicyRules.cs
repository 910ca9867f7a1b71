using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Access;

/// <summary>Which requests a rule of a FlowSchema is about. A wildcard stands alone.</summary>
internal static class FlowPolicyRules
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

    public static void Check(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var resources in rule.Objects("resourceRules"))
        {
            Resources(resources, where.Child("resourceRules").Index(index++), complaints);
        }

        index = 0;
        foreach (var paths in rule.Objects("nonResourceRules"))
        {
            var at = where.Child("nonResourceRules").Index(index++);
            CheckVerbs(paths, at, complaints);
            _ = Words(paths, "nonResourceURLs", "nonResourceURLs must contain at least one value", "non-resource URLs", at, complaints);
        }
    }

    private static void Resources(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        CheckVerbs(rule, where, complaints);
        _ = Words(rule, "apiGroups", "resource rules must supply at least one api group", "api groups", where, complaints);
        _ = Words(rule, "resources", "resource rules must supply at least one resource", "resources", where, complaints);
        var isOfCluster = rule.Flag("clusterScope") == true;
        if ((isOfCluster && rule.List("namespaces") is not { Count: > 0 })
            || !Words(rule, "namespaces", "resource rules that are not cluster scoped must supply at least one namespace", "namespaces", where, complaints))
        {
            return;
        }

        var namespaces = rule.List("namespaces")!;
        for (var i = 0; i < namespaces.Count; i++)
        {
            foreach (var why in NameRules.DnsLabel(namespaces[i].AsText ?? ""))
            {
                complaints.Invalid(where.Child("namespaces").Index(i), namespaces[i], $"each member of this list must be '*' or a DNS-1123 label; {why}");
            }
        }
    }

    private static void CheckVerbs(JsonObject rule, FieldLocation where, Complaints complaints)
    {
        if (!Words(rule, "verbs", "verbs must contain at least one value", "verbs", where, complaints))
        {
            return;
        }

        var verbs = rule.List("verbs")!;
        for (var i = 0; i < verbs.Count; i++)
        {
            if (!Verbs.Contains(verbs[i].AsText ?? ""))
            {
                complaints.NotSupported(where.Child("verbs"), verbs, Verbs);
                return;
            }
        }
    }

    /// <summary>True when there are words to be looked at one by one.</summary>
    private static bool Words(JsonObject rule, string field, string missing, string what, FieldLocation where, Complaints complaints)
    {
        if (rule.List(field) is not { Count: > 0 } words)
        {
            complaints.Required(where.Child(field), missing);
            return false;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].AsText == "*")
            {
                if (words.Count > 1)
                {
                    complaints.Invalid(where.Child(field), words, $"if '*' is present, must not specify other {what}");
                }

                return false;
            }
        }

        return true;
    }
}
