using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>Keeps the index of roles and bindings as the store has them. Written by its follower only, read by anybody.</summary>
internal sealed class RbacState : IFollowedState
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly ResourceKeys Roles = new(new GroupResource(Group, "roles"), isNamespaced: true);
    private static readonly ResourceKeys ClusterRoles = new(new GroupResource(Group, "clusterroles"), isNamespaced: false);
    private static readonly ResourceKeys Bindings = new(new GroupResource(Group, "rolebindings"), isNamespaced: true);
    private static readonly ResourceKeys ClusterBindings = new(new GroupResource(Group, "clusterrolebindings"), isNamespaced: false);

    private volatile RbacIndex _published = RbacIndex.Empty;
    private RbacIndex _next = RbacIndex.Empty;

    /// <summary>Where all four kinds are kept.</summary>
    public static KeyRange Range { get; } = KeyRange.Prefix(Key.From($"/registry/{Group}/"));

    public RbacIndex Index => _published;

    public void Clear() => _next = RbacIndex.Empty;

    public void Put(KeyValue item)
    {
        var key = item.Key;
        if (Is(key, Bindings) || Is(key, ClusterBindings))
        {
            var name = Is(key, Bindings) ? Bindings.NameOf(key) : ClusterBindings.NameOf(key);
            _next = _next.WithBinding(key, RoleBinding.Read(name.Namespace, name.Name, new StoredObject(item).Decode()));
        }
        else if (RoleAt(key) is { } role)
        {
            _next = _next.WithRole(role, [.. new StoredObject(item).Decode().Objects("rules").Select(PolicyRule.Read)]);
        }
    }

    public void Remove(Key key) => _next = RoleAt(key) is { } role ? _next.WithoutRole(role) : _next.WithoutBinding(key);

    public void Publish() => _published = _next;

    private static RoleKey? RoleAt(Key key)
    {
        if (Is(key, ClusterRoles))
        {
            return new RoleKey("", ClusterRoles.NameOf(key).Name);
        }

        return Is(key, Roles) && Roles.NameOf(key) is var name ? new RoleKey(name.Namespace, name.Name) : null;
    }

    private static bool Is(Key key, ResourceKeys keys) => keys.Range("").Contains(key);
}
