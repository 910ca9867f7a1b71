using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>A RoleBinding or, without namespace, a ClusterRoleBinding.</summary>
internal sealed record RoleBinding(string Namespace, string Name, RoleKey Role, ImmutableArray<RoleSubject> Subjects)
{
    public static RoleBinding Read(string ns, string name, JsonObject binding)
    {
        var reference = binding.Child("roleRef");
        var role = new RoleKey(reference.Text("kind") == "Role" ? ns : "", reference.Text("name"));
        return new RoleBinding(ns, name, role, [.. binding.Objects("subjects").Select(subject => RoleSubject.Read(subject, ns)).OfType<RoleSubject>()]);
    }

    /// <summary>Why a subject has what the role gives, in upstream's words.</summary>
    public string ReasonFor(RoleSubject subject)
    {
        var binding = Namespace.Length == 0 ? $"ClusterRoleBinding \"{Name}\"" : $"RoleBinding \"{Name}/{Namespace}\"";
        return $"RBAC: allowed by {binding} of {Role.Kind} \"{Role.Name}\" to {subject.Text}";
    }
}
