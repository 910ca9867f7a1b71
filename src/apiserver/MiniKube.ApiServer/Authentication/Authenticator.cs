using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.InProcess;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Finds out who asks: an in-process identity, a client certificate, a bearer token, or else nobody in particular.</summary>
internal sealed class Authenticator(
    StaticTokens known, BootstrapTokens bootstrap, ServiceAccountTokenVerifier serviceAccounts, ImmutableArray<string> audiences, TimeProvider time)
{
    private const string WebSocketTokenPrefix = "base64url.bearer.authorization.k8s.io.";

    /// <exception cref="ApiException">401: the certificate or the token that was presented is not valid.</exception>
    public async ValueTask<UserInfo> AuthenticateAsync(HttpContext context)
    {
        if (context.Features.Get<InProcessCaller>() is { } caller)
        {
            return caller.User;
        }

        var certificate = context.Features.Get<ClientCertificate>();
        if (certificate is { IsTrusted: true } && time.GetUtcNow() < certificate.NotAfter)
        {
            context.Request.Headers.Remove(HeaderNames.Authorization);
            return certificate.User;
        }

        if (TakeBearerToken(context.Request) is { } token)
        {
            return await FindAsync(token, audiences, context.RequestAborted) is { } user ? user.User : throw StatusErrors.Unauthorized();
        }

        return certificate is null ? UserInfo.Anonymous : throw StatusErrors.Unauthorized();
    }

    /// <summary>The user of a token and which of the audiences it is for; null when it is not valid.</summary>
    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken)
    {
        if ((known.Find(token) ?? await bootstrap.FindAsync(token, cancellationToken)) is { } user)
        {
            // A token without an audience is for the API server itself.
            ImmutableArray<string> shared = [.. wanted.Where(audiences.Contains)];
            return shared is [] ? null : new AuthenticatedToken(user, shared);
        }

        var claims = await serviceAccounts.VerifyAsync(token, wanted, cancellationToken);
        return claims is null ? null : new AuthenticatedToken(claims.User, [.. wanted.Where(audience => claims.Audiences.Contains(audience))]);
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
