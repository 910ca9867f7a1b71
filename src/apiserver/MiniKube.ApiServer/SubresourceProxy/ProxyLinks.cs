namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Leads links that a server behind the proxy writes back through the proxy.</summary>
/// <param name="prefix">The proxy's path.</param>
/// <param name="origin">The server behind it.</param>
/// <param name="requestHost">By which name the client knows this server.</param>
internal sealed class ProxyLinks(string prefix, Uri origin, string requestHost)
{
    /// <summary>Links that are relative to their page, or lead to other servers, stay as they are.</summary>
    public string Rewrite(string link)
    {
        var path = link;
        if (HostOf(link) is { } host)
        {
            if (!host.Equals(origin.Authority, StringComparison.OrdinalIgnoreCase) && !host.Equals(requestHost, StringComparison.OrdinalIgnoreCase))
            {
                return link;
            }

            var at = link.IndexOf(host, StringComparison.Ordinal) + host.Length;
            path = at < link.Length && link[at] == '/' ? link[at..] : "/" + link[at..];
        }

        return !path.StartsWith('/') || path.StartsWith(prefix + "/", StringComparison.Ordinal) || path == prefix ? path : prefix + path;
    }

    /// <summary>Host and port; null for a link without them, empty for one that is no web address (<c>mailto:</c>).</summary>
    private static string? HostOf(string link)
    {
        var slashes = link.IndexOf("//", StringComparison.Ordinal);
        if (slashes is 0 || (slashes > 0 && link.AsSpan(0, slashes) is "http:" or "https:"))
        {
            var rest = link.AsSpan(slashes + 2);
            var end = rest.IndexOfAny("/?#");
            return rest[..(end < 0 ? rest.Length : end)].ToString();
        }

        return null;
    }
}
