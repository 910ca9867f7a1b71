using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>Checks tokens of one issuer: signature, audience, time, claims.</summary>
internal sealed partial class JwtIssuer(JwtIssuerConfiguration configuration, HttpClient http, TimeProvider time, ILogger logger)
{
    // As upstream: an issuer's clock may be a little ahead. Nothing is granted at the end.
    private static readonly TimeSpan NotBeforeLeeway = TimeSpan.FromMinutes(5);

    private readonly JsonWebTokenHandler _handler = new();
    private readonly IssuerKeys _keys = new(configuration, http, time, logger);

    /// <summary>The user and the end of the token; null when it is not valid.</summary>
    public async ValueTask<(UserInfo User, DateTimeOffset Until)?> FindAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (!configuration.Audiences.Any(audience => token.Audiences.Contains(audience)))
        {
            return Refuse("it is for another audience");
        }

        if (await VerifyAsync(token, cancellationToken) is { } fault)
        {
            return Refuse(fault);
        }

        return ClaimsMapper.Map(configuration, ClaimsOf(token)) switch
        {
            MappedClaims.Accepted accepted => (accepted.User, new DateTimeOffset(token.ValidTo, TimeSpan.Zero)),
            MappedClaims.Refused refused => Refuse(refused.Reason),
            _ => throw new InvalidOperationException("Claims are accepted or refused."),
        };
    }

    /// <summary>What is wrong with its signature or its time; null when nothing is.</summary>
    private async ValueTask<string?> VerifyAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (!configuration.Algorithms.Contains(token.Alg))
        {
            return $"it is signed by {token.Alg}";
        }

        var keys = await _keys.FindAsync(token.Kid ?? "", cancellationToken);
        if (keys.IsEmpty)
        {
            return "its key is not known";
        }

        var result = await _handler.ValidateTokenAsync(token, RulesFor(keys));
        return result.IsValid ? null : result.Exception?.Message ?? "it is not valid";
    }

    private TokenValidationParameters RulesFor(IEnumerable<SecurityKey> keys) => new()
    {
        ValidIssuer = configuration.Url,
        ValidAlgorithms = configuration.Algorithms,
        IssuerSigningKeys = keys,
        ValidateAudience = false, // looked at before
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsWithin(from, until),
    };

    private bool IsWithin(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end && (from is not { } start || now + NotBeforeLeeway >= start);
    }

    private static JsonObject ClaimsOf(JsonWebToken token) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.EncodedPayload), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false })!.AsObject();

    private (UserInfo User, DateTimeOffset Until)? Refuse(string reason)
    {
        LogRefused(configuration.Url, reason);
        return null;
    }

    [LoggerMessage(2211, LogLevel.Debug, "A token of {Issuer} is refused: {Reason}")]
    private partial void LogRefused(string issuer, string reason);
}
