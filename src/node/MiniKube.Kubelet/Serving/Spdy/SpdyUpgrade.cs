using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>Turns a request into a SPDY/3.1 connection. Which protocol is spoken on its streams is agreed on in a header of its own.</summary>
internal static class SpdyUpgrade
{
    private const string Version = "SPDY/3.1";
    private const string Asked = "X-Stream-Protocol-Version";
    private const string Accepted = "X-Accepted-Stream-Protocol-Versions";

    public static bool IsAskedBy(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals(Version, StringComparison.OrdinalIgnoreCase);

    /// <param name="context">The request.</param>
    /// <param name="supported">Protocols on the streams, the best first; the last is what a client means that names none.</param>
    /// <exception cref="ServingException">The connection cannot be upgraded, or the client speaks none of the protocols.</exception>
    public static async Task<(Stream Connection, string Protocol)> AcceptAsync(HttpContext context, string[] supported)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            throw new ServingException(400, "Upgrade request required: SPDY/3.1 needs HTTP/1.1");
        }

        var asked = context.Request.Headers[Asked].OfType<string>().SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries)).ToList();
        var protocol = asked.Count == 0 ? supported[^1] : supported.FirstOrDefault(candidate => asked.Contains(candidate, StringComparer.Ordinal));
        if (protocol is null)
        {
            context.Response.Headers[Accepted] = supported;
            throw new ServingException(403, $"unable to upgrade: none of the protocols {string.Join(", ", asked)} is spoken here");
        }

        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = Version;
        context.Response.Headers[Asked] = protocol;
        return (await upgrade.UpgradeAsync(), protocol);
    }
}
