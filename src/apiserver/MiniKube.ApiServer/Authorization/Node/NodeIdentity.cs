using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Authorization.Node;

/// <summary>Tells which users are nodes: <c>system:node:name</c> in the group <c>system:nodes</c>.</summary>
internal static class NodeIdentity
{
    public const string Group = "system:nodes";

    private const string Prefix = "system:node:";

    /// <summary>The node's name, empty when it has none; null for a user that is no node.</summary>
    public static string? Of(UserInfo user) =>
        user.Name.StartsWith(Prefix, StringComparison.Ordinal) && user.Groups.Contains(Group) ? user.Name[Prefix.Length..] : null;
}
