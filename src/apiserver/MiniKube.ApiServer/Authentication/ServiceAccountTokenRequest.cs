using System.Collections.Immutable;

namespace MiniKube.ApiServer.Authentication;

/// <summary>What a token shall say.</summary>
internal sealed record ServiceAccountTokenRequest
{
    public required string Namespace { get; init; }

    public required string ServiceAccount { get; init; }

    public required string ServiceAccountUid { get; init; }

    /// <summary>Empty for the server's own audience.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The object whose deletion ends the token, or null.</summary>
    public BoundObject? BoundTo { get; init; }

    /// <summary>The node of the bound pod, named in the token for information, or null.</summary>
    public BoundObject? Node { get; init; }
}
