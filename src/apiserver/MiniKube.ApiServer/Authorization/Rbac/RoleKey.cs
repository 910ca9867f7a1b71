namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Names a role; the namespace of a ClusterRole is empty.</summary>
internal readonly record struct RoleKey(string Namespace, string Name)
{
    public string Kind => Namespace.Length == 0 ? "ClusterRole" : "Role";
}
