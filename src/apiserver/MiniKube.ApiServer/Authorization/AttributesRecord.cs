using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Authorization;

/// <summary>The question put to an authorizer: may this user do this to that?</summary>
public sealed record AttributesRecord
{
    public required UserInfo User { get; init; }

    public required string Verb { get; init; }

    public bool IsResourceRequest { get; init; }

    /// <summary>The path of a request that is not for a resource.</summary>
    public string Path { get; init; } = "";

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>As sent; empty unless the request is for a collection.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>As sent; empty unless the request is for a collection.</summary>
    public string LabelSelector { get; init; } = "";

    public static AttributesRecord For(UserInfo user, RequestInfo request) => new()
    {
        User = user,
        Verb = request.Verb,
        IsResourceRequest = request.IsResourceRequest,
        Path = request.Path,
        Group = request.Group,
        Version = request.Version,
        Resource = request.Resource,
        Subresource = request.Subresource,
        Namespace = request.Namespace,
        Name = request.Name,
        FieldSelector = request.FieldSelector,
        LabelSelector = request.LabelSelector,
    };
}
