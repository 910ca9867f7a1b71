using System.Collections.Immutable;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl.Schemas;

/// <summary>Requests for resources; a star stands for any.</summary>
internal sealed record FlowResourceRule(
    ImmutableArray<string> Verbs, ImmutableArray<string> Groups, ImmutableArray<string> Resources, ImmutableArray<string> Namespaces, bool IsClusterScoped)
{
    public bool Matches(RequestInfo request) =>
        Has(Verbs, request.Verb) && Has(Groups, request.Group) && HasResource(request)
        && (request.Namespace.Length == 0 ? IsClusterScoped : Has(Namespaces, request.Namespace));

    private static bool Has(ImmutableArray<string> values, string value) => values.Contains("*") || values.Contains(value);

    private bool HasResource(RequestInfo request)
    {
        foreach (var resource in Resources)
        {
            if (resource == "*" || Names(resource, request))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(ReadOnlySpan<char> resource, RequestInfo request) => request.Subresource.Length == 0
        ? resource.SequenceEqual(request.Resource)
        : resource.Length == request.Resource.Length + 1 + request.Subresource.Length && resource.StartsWith(request.Resource)
            && resource[request.Resource.Length] == '/' && resource.EndsWith(request.Subresource);
}
