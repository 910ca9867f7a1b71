using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.InProcess;

namespace MiniKube.ApiServer.Authentication;

/// <summary>
/// Finds out who asks: an in-process identity, what a trusted front proxy says, a client certificate, a bearer token, or else nobody in
/// particular, where that is allowed.
/// </summary>
internal sealed class Authenticator(
    ImmutableArray<ITokenAuthenticator> tokens, ImmutableArray<string> audiences, IAnonymousRules anonymous, RequestHeaderOptions? requestHeaders, TimeProvider time)
{
    private const string WebSocketTokenPrefix = "base64url.bearer.authorization.k8s.io.";

    private readonly FrontProxyAuthenticator? _frontProxies = requestHeaders is null ? null : new(requestHeaders, time);

    /// <exception cref="ApiException">401: the certificate or the token that was presented is not valid, or nobody may be nobody here.</exception>
    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext context, string path)
    {
        if (context.Features.Get<InProcessCaller>() is { } caller)
        {
            return caller.User;
        }

        var headers = context.Request.Headers;
        var certificate = context.Features.Get<ClientCertificate>();
        var proxied = _frontProxies?.Find(certificate, headers);
        FrontProxyAuthenticator.Clear(requestHeaders, headers);
        if (proxied is not null)
        {
            headers.Remove(HeaderNames.Authorization);
            return proxied;
        }

        if (certificate is { IsTrusted: true } && time.GetUtcNow() < certificate.NotAfter)
        {
            headers.Remove(HeaderNames.Authorization);
            return certificate.User;
        }

        if (TakeBearerToken(context.Request) is { } token)
        {
            return await FindAsync(token, audiences, context.RequestAborted) is { } user ? user.User : throw StatusErrors.Unauthorized();
        }

        return certificate is null && anonymous.Allows(path) ? UserInfo.Anonymous : throw StatusErrors.Unauthorized();
    }

    /// <summary>The user of a token and which of the audiences it is for; null when it is not valid.</summary>
    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken)
    {
        foreach (var authenticator in tokens)
        {
            if (await authenticator.FindAsync(token, wanted, cancellationToken) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The token, which is taken off the request so that nothing behind can pass it on.</summary>
    private static string? TakeBearerToken(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Remove(HeaderNames.Authorization);
            var token = header["Bearer ".Length..].Trim();
            return token.Length == 0 ? null : token;
        }

        return request.Headers.SecWebSocketProtocol.Count == 0 ? null : TakeWebSocketToken(request);
    }

    /// <summary>Browsers cannot set a header on a WebSocket, so the token may come as one of the subprotocols.</summary>
    private static string? TakeWebSocketToken(HttpRequest request)
    {
        var offered = request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);
        var carrier = Array.Find(offered, protocol => protocol.StartsWith(WebSocketTokenPrefix, StringComparison.Ordinal));
        if (carrier is null)
        {
            return null;
        }

        request.Headers.SecWebSocketProtocol = string.Join(", ", offered.Where(protocol => protocol != carrier));
        var encoded = carrier.AsSpan(WebSocketTokenPrefix.Length);
        return Base64Url.IsValid(encoded) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(encoded)) : throw StatusErrors.Unauthorized();
    }
}
