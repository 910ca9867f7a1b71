using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

/// <summary>Role-based access control once more, as the documentation tells it: over plain objects, without index, one question at a time.</summary>
internal sealed class PlainEvaluator(IReadOnlyList<JsonObject> objects)
{
    public bool Allows(AttributesRecord asked)
    {
        foreach (var binding in objects)
        {
            var kind = (string)binding["kind"]!;
            if (kind is not ("RoleBinding" or "ClusterRoleBinding"))
            {
                continue;
            }

            var ns = (string?)binding["metadata"]!["namespace"] ?? "";
            if (kind == "RoleBinding" && (!asked.IsResourceRequest || asked.Namespace != ns))
            {
                continue;
            }

            var isFor = List(binding, "subjects").Any(subject => Is(asked.User, (JsonObject)subject!, ns));
            if (isFor && FindRole((JsonObject)binding["roleRef"]!, ns) is { } role && List(role, "rules").Any(rule => RuleAllows((JsonObject)rule!, asked)))
            {
                return true;
            }
        }

        return false;
    }

    private JsonObject? FindRole(JsonObject reference, string ns) => objects.FirstOrDefault(one =>
        (string)one["kind"]! == (string)reference["kind"]!
        && (string)one["metadata"]!["name"]! == (string)reference["name"]!
        && ((string)one["kind"]! == "ClusterRole" || (string?)one["metadata"]!["namespace"] == ns));

    private static bool Is(UserInfo user, JsonObject subject, string ns) => (string)subject["kind"]! switch
    {
        "User" => user.Name == (string)subject["name"]!,
        "Group" => user.Groups.Any(group => group == (string)subject["name"]!),
        _ => user.Name == "system:serviceaccount:" + ((string?)subject["namespace"] ?? ns) + ":" + (string)subject["name"]!,
    };

    private static bool RuleAllows(JsonObject rule, AttributesRecord asked)
    {
        if (!Texts(rule, "verbs").Any(verb => verb == "*" || verb == asked.Verb))
        {
            return false;
        }

        if (!asked.IsResourceRequest)
        {
            return Texts(rule, "nonResourceURLs").Any(url => url.EndsWith('*') ? asked.Path.StartsWith(url[..^1], StringComparison.Ordinal) : url == asked.Path);
        }

        var full = asked.Subresource.Length == 0 ? asked.Resource : asked.Resource + "/" + asked.Subresource;
        return Texts(rule, "apiGroups").Any(group => group == "*" || group == asked.Group)
            && Texts(rule, "resources").Any(resource => resource == "*" || resource == full || (asked.Subresource.Length > 0 && resource == "*/" + asked.Subresource))
            && (!Texts(rule, "resourceNames").Any() || Texts(rule, "resourceNames").Contains(asked.Name));
    }

    private static IEnumerable<string> Texts(JsonObject from, string name) => List(from, name).Select(item => (string)item!);

    private static JsonArray List(JsonObject from, string name) => from[name] as JsonArray ?? [];
}
