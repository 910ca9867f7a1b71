using MiniKube.Api.Names;

namespace MiniKube.Schema.OpenApi;

/// <summary>The names by which documents call a group and version: generated clients are built from them.</summary>
internal static class ApiTag
{
    /// <summary><c>core_v1</c>, <c>rbacAuthorization_v1</c>.</summary>
    public static string Of(GroupVersion version)
    {
        var group = GroupName(version);
        return $"{char.ToLowerInvariant(group[0])}{group[1..]}_{version.Version}";
    }

    /// <summary><c>CoreV1</c>, <c>RbacAuthorizationV1</c>.</summary>
    public static string OperationPrefix(GroupVersion version) => GroupName(version) + Capital(version.Version);

    private static string GroupName(GroupVersion version)
    {
        var group = version.Group.EndsWith(".k8s.io", StringComparison.Ordinal) ? version.Group[..^".k8s.io".Length] : version.Group;
        return group.Length == 0 ? "Core" : string.Concat(group.Split('.', '-').Select(Capital));
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
