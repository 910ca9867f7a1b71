using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Audit;

/// <summary>Says how much to record of the requests that all its non-empty parts match.</summary>
internal sealed record AuditRule
{
    public required AuditLevel Level { get; init; }

    public ImmutableArray<string> Users { get; init; } = [];

    public ImmutableArray<string> UserGroups { get; init; } = [];

    public ImmutableArray<string> Verbs { get; init; } = [];

    public ImmutableArray<AuditResources> Resources { get; init; } = [];

    /// <summary>Empty text stands for what has no namespace.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <summary>Paths; a star at the end stands for any rest.</summary>
    public ImmutableArray<string> NonResourceUrls { get; init; } = [];

    public ImmutableArray<AuditStage> OmitStages { get; init; } = [];

    /// <summary>Null leaves it to the policy.</summary>
    public bool? OmitManagedFields { get; init; }

    public bool Matches(UserInfo? user, RequestInfo request)
    {
        if ((!Users.IsEmpty && (user is null || !Users.Contains(user.Name)))
            || (!UserGroups.IsEmpty && (user is null || !user.Groups.Any(group => UserGroups.Contains(group))))
            || (!Verbs.IsEmpty && !Verbs.Contains(request.Verb)))
        {
            return false;
        }

        if (!Namespaces.IsEmpty || !Resources.IsEmpty)
        {
            return request.IsResourceRequest && MatchesResource(request);
        }

        return NonResourceUrls.IsEmpty || (!request.IsResourceRequest && NonResourceUrls.Any(url => MatchesPath(url, request.Path)));
    }

    private bool MatchesResource(RequestInfo request) =>
        (Namespaces.IsEmpty || Namespaces.Contains(request.Namespace))
        && (Resources.IsEmpty || Resources.Any(each => each.Matches(request.Group, request.Resource, request.Subresource, request.Name)));

    private static bool MatchesPath(string pattern, string path) =>
        pattern.EndsWith('*') ? path.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : path == pattern;
}
