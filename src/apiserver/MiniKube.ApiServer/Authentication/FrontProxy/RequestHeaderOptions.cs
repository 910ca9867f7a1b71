using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication.FrontProxy;

/// <summary>Which proxies in front of the server are believed when they say in headers who asks.</summary>
public sealed record RequestHeaderOptions
{
    /// <summary>Whoever shows a client certificate of these authorities, PEM, may be such a proxy.</summary>
    public required string ClientAuthorityFile { get; init; }

    /// <summary>The common names that such a certificate may have; empty for any.</summary>
    public ImmutableArray<string> AllowedNames { get; init; } = [];

    /// <summary>The first of them that is set has the user's name.</summary>
    public ImmutableArray<string> UsernameHeaders { get; init; } = ["X-Remote-User"];

    public ImmutableArray<string> UidHeaders { get; init; } = ["X-Remote-Uid"];

    public ImmutableArray<string> GroupHeaders { get; init; } = ["X-Remote-Group"];

    public ImmutableArray<string> ExtraHeaderPrefixes { get; init; } = ["X-Remote-Extra-"];
}
