using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>All roles and bindings, by the subjects that have them. Immutable: a change makes a new one that shares all but what changed.</summary>
internal sealed class RbacIndex
{
    private readonly ImmutableDictionary<RoleKey, ImmutableArray<PolicyRule>> _roles;
    private readonly ImmutableDictionary<Key, RoleBinding> _bindings;
    private readonly ImmutableDictionary<SubjectKey, ImmutableArray<Grant>> _grants;

    private RbacIndex(
        ImmutableDictionary<RoleKey, ImmutableArray<PolicyRule>> roles,
        ImmutableDictionary<Key, RoleBinding> bindings,
        ImmutableDictionary<SubjectKey, ImmutableArray<Grant>> grants)
    {
        _roles = roles;
        _bindings = bindings;
        _grants = grants;
    }

    public static RbacIndex Empty { get; } = new(
        ImmutableDictionary<RoleKey, ImmutableArray<PolicyRule>>.Empty,
        ImmutableDictionary<Key, RoleBinding>.Empty,
        ImmutableDictionary<SubjectKey, ImmutableArray<Grant>>.Empty);

    public RbacIndex WithRole(RoleKey role, ImmutableArray<PolicyRule> rules) => new(_roles.SetItem(role, rules), _bindings, _grants);

    public RbacIndex WithoutRole(RoleKey role) => new(_roles.Remove(role), _bindings, _grants);

    public RbacIndex WithBinding(Key key, RoleBinding binding)
    {
        var before = WithoutBinding(key);
        var grants = before._grants;
        foreach (var subject in binding.Subjects)
        {
            var at = new SubjectKey(binding.Namespace, subject.IsGroup, subject.Name);
            grants = grants.SetItem(at, grants.GetValueOrDefault(at, []).Add(new Grant(key, binding.Role, binding.ReasonFor(subject))));
        }

        return new RbacIndex(_roles, before._bindings.SetItem(key, binding), grants);
    }

    public RbacIndex WithoutBinding(Key key)
    {
        if (!_bindings.TryGetValue(key, out var binding))
        {
            return this;
        }

        var grants = _grants;
        foreach (var subject in binding.Subjects)
        {
            var at = new SubjectKey(binding.Namespace, subject.IsGroup, subject.Name);
            var left = grants.GetValueOrDefault(at, []).RemoveAll(grant => grant.Binding == key);
            grants = left.IsEmpty ? grants.Remove(at) : grants.SetItem(at, left);
        }

        return new RbacIndex(_roles, _bindings.Remove(key), grants);
    }

    /// <summary>The rules of a role; null when there is no such role.</summary>
    public IReadOnlyList<PolicyRule>? RulesOf(RoleKey role) => _roles.TryGetValue(role, out var rules) ? rules : null;

    /// <summary>What allows it, or null. Allocates nothing.</summary>
    public Grant? Find(AttributesRecord asked)
    {
        return FindIn("", asked) ?? (asked.IsResourceRequest && asked.Namespace.Length > 0 ? FindIn(asked.Namespace, asked) : null);
    }

    /// <summary>Every rule that a user has in a namespace, or everywhere when that is empty.</summary>
    public IEnumerable<PolicyRule> RulesOf(UserInfo user, string ns) =>
        GrantsOf(user, ns).SelectMany(grant => _roles.GetValueOrDefault(grant.Role, []));

    /// <summary>The roles that the user's bindings name and that do not exist.</summary>
    public IEnumerable<RoleKey> MissingRoles(UserInfo user, string ns) =>
        GrantsOf(user, ns).Select(grant => grant.Role).Where(role => !_roles.ContainsKey(role)).Distinct();

    private IEnumerable<Grant> GrantsOf(UserInfo user, string ns)
    {
        string[] places = ns.Length == 0 ? [""] : ["", ns];
        return places.SelectMany(place => user.Groups
            .Select(group => new SubjectKey(place, IsGroup: true, group))
            .Prepend(new SubjectKey(place, IsGroup: false, user.Name))
            .SelectMany(subject => _grants.GetValueOrDefault(subject, [])));
    }

    private Grant? FindIn(string place, AttributesRecord asked)
    {
        if (FindOf(new SubjectKey(place, IsGroup: false, asked.User.Name), asked) is { } own)
        {
            return own;
        }

        foreach (var group in asked.User.Groups)
        {
            if (FindOf(new SubjectKey(place, IsGroup: true, group), asked) is { } shared)
            {
                return shared;
            }
        }

        return null;
    }

    private Grant? FindOf(SubjectKey subject, AttributesRecord asked)
    {
        if (!_grants.TryGetValue(subject, out var grants))
        {
            return null;
        }

        foreach (var grant in grants)
        {
            if (!_roles.TryGetValue(grant.Role, out var rules))
            {
                continue;
            }

            foreach (var rule in rules)
            {
                if (rule.Allows(asked))
                {
                    return grant;
                }
            }
        }

        return null;
    }
}
