using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Who asks: the outcome of authentication.</summary>
public sealed record UserInfo(string Name, string Uid, ImmutableArray<string> Groups)
{
    public const string AuthenticatedGroup = "system:authenticated";
    public const string UnauthenticatedGroup = "system:unauthenticated";
    public const string MastersGroup = "system:masters";

    /// <summary>The API server itself, writing what it has to for others to be served.</summary>
    public static UserInfo Server { get; } = Authenticated("system:apiserver", MastersGroup);

    /// <summary>Further facts about the user, by lower-case key.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Extra { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    public static UserInfo Anonymous { get; } = new("system:anonymous", "", [UnauthenticatedGroup]);

    public bool IsAnonymous => Groups.Contains(UnauthenticatedGroup);

    public bool IsServer => Name == Server.Name && IsMaster;

    public bool IsMaster => Groups.Contains(MastersGroup);

    /// <summary>A user that has proved who they are; the group of all authenticated users is added.</summary>
    public static UserInfo Authenticated(string name, params ReadOnlySpan<string> groups) =>
        new(name, "", groups.Contains(AuthenticatedGroup) ? [.. groups] : [.. groups, AuthenticatedGroup]);
}
