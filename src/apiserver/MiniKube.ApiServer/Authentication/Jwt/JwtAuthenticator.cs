using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>JSON Web Tokens of the issuers that the operator named. What was found is kept for a moment.</summary>
internal sealed class JwtAuthenticator : ITokenAuthenticator
{
    private const int SegmentSeparators = 2;

    // As upstream: long enough that a client that asks much costs one signature, short enough that nothing lives on.
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private readonly FrozenDictionary<string, JwtIssuer> _issuers;
    private readonly ImmutableArray<string> _audiences;
    private readonly TimeProvider _time;
    private readonly TokenCache _cache;

    public JwtAuthenticator(ImmutableArray<JwtIssuerConfiguration> issuers, ImmutableArray<string> audiences, TimeProvider time, ILogger logger)
    {
        _audiences = audiences;
        _time = time;
        _cache = new TokenCache(time);
        _issuers = issuers.ToFrozenDictionary(
            issuer => issuer.Url, issuer => new JwtIssuer(issuer, IssuerHttp.For(issuer, time), time, logger), StringComparer.Ordinal);
    }

    public async ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken)
    {
        if (_issuers.Count == 0 || token.AsSpan().Count('.') != SegmentSeparators)
        {
            return null;
        }

        var key = $"{token}\n{string.Join('\n', wanted)}";
        if (_cache.TryFind(key, out var known))
        {
            return known;
        }

        if (Parse(token) is not { } parsed || !_issuers.TryGetValue(parsed.Issuer ?? "", out var issuer))
        {
            return null;
        }

        if (await FindAsync(issuer, parsed, cancellationToken) is not { } found)
        {
            return null;
        }

        var answer = AuthenticatedToken.ForServer(found.User, wanted, _audiences);
        var kept = _time.GetUtcNow() + KeptFor;
        _cache.Keep(key, answer, found.Until < kept ? found.Until : kept);
        return answer;
    }

    private static async ValueTask<(UserInfo User, DateTimeOffset Until)?> FindAsync(JwtIssuer issuer, JsonWebToken token, CancellationToken cancellationToken)
    {
        try
        {
            return await issuer.FindAsync(token, cancellationToken);
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or SecurityTokenException)
        {
            // Nonsense in a token is the bearer's fault.
            return null;
        }
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception error) when (error is ArgumentException or SecurityTokenException or JsonException)
        {
            return null;
        }
    }
}
