using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace MiniKube.ApiServer.Forwarding;

/// <summary>A request on its way to another server, and the answer on its way back: everything but what is between two neighbours only, and who asks.</summary>
internal class ForwardedMessage(Uri target) : HttpTransformer
{
    // A WebSocket's client has no other place for its token than the list of protocols.
    private const string TokenProtocol = "base64url.bearer.authorization.k8s.io.";

    private static readonly FrozenSet<string> NotPassedOn = new[] { "Authorization", "Audit-Id" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public Uri Target => target;

    /// <summary>An address that keeps the path as it was written.</summary>
    public static Uri Address(Uri origin, string pathAndQuery) => new(
        origin.GetLeftPart(UriPartial.Authority) + (pathAndQuery is ['/', ..] ? pathAndQuery : "/" + pathAndQuery),
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = target;
        proxyRequest.Headers.Host = null;
        var names = proxyRequest.Headers.NonValidated.Select(header => header.Key).Where(TellsWhoAsks).ToList();
        foreach (var name in names)
        {
            proxyRequest.Headers.Remove(name);
        }

        RemoveToken(proxyRequest);
    }

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            proxyResponse.Headers.Remove("Audit-Id");
            if (proxyResponse.Headers.NonValidated.Contains("Cache-Control"))
            {
                httpContext.Response.Headers.Remove("Cache-Control");
            }
        }

        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    private static bool TellsWhoAsks(string name) => NotPassedOn.Contains(name)
        || name.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase);

    private static void RemoveToken(HttpRequestMessage message)
    {
        const string Name = "Sec-WebSocket-Protocol";
        if (!message.Headers.NonValidated.TryGetValues(Name, out var values) || !values.ToString().Contains(TokenProtocol, StringComparison.Ordinal))
        {
            return;
        }

        var kept = values
            .SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))
            .Where(protocol => !protocol.StartsWith(TokenProtocol, StringComparison.Ordinal))
            .ToList();
        message.Headers.Remove(Name);
        if (kept.Count > 0)
        {
            message.Headers.TryAddWithoutValidation(Name, string.Join(", ", kept));
        }
    }
}
