using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>The two parts of a proxy request's path.</summary>
/// <param name="Prefix">Up to and with <c>/proxy</c>.</param>
/// <param name="Rest">What follows, as the client has written it; empty, or begins with a slash.</param>
internal readonly record struct ProxyPath(string Prefix, string Rest)
{
    public static ProxyPath Of(HttpContext context, RequestInfo info)
    {
        var scope = info.Namespace.Length > 0 ? $"/namespaces/{info.Namespace}" : "";
        var prefix = $"/{info.Prefix}/{info.Version}{scope}/{info.Resource}/{info.PathName}/proxy";
        var written = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = written.AsSpan()[..(written.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? at : written.Length)];
        if (path.StartsWith(prefix, StringComparison.Ordinal) && path[prefix.Length..] is [] or ['/', ..] && !HasDots(path))
        {
            return new ProxyPath(prefix, path[prefix.Length..].ToString());
        }

        // Written in another way (encoded letters, dots): what it means is known, so it is written anew.
        var rest = string.Join('/', info.Rest.Split('/').Select(Uri.EscapeDataString));
        var isFolder = info.Path.EndsWith('/');
        return new ProxyPath(prefix, rest.Length == 0 ? (isFolder ? "/" : "") : $"/{rest}{(isFolder ? "/" : "")}");
    }

    private static bool HasDots(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or ".." || path[range].Contains("%2e", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
