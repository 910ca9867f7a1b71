using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>The groups that bindings leave out.</summary>
internal static class RbacDefaults
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Apply(JsonObject value, string kind)
    {
        if (kind is not ("RoleBinding" or "ClusterRoleBinding"))
        {
            return;
        }

        value.Object("roleRef")?.DefaultIfEmpty("apiGroup", Group);
        foreach (var subject in value.Objects("subjects").Where(subject => subject.Text("kind") is "User" or "Group"))
        {
            subject.DefaultIfEmpty("apiGroup", Group);
        }
    }
}
