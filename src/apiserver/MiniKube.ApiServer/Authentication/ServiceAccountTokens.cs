using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Signs service account tokens (ES256 JSON Web Tokens) and reads them back. Safe for use by several threads.</summary>
internal sealed class ServiceAccountTokens : IServiceAccountTokens
{
    private const string Algorithm = SecurityAlgorithms.EcdsaSha256;

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ECDsaSecurityKey _key;
    private readonly TokenValidationParameters _rules;
    private readonly TokenValidationParameters _rulesForSecrets;
    private readonly string _issuer;
    private readonly TimeProvider _time;
    private readonly IUidSource _uids;

    public ServiceAccountTokens(ECDsa key, string issuer, TimeProvider time, IUidSource uids)
    {
        // A factory of its own: the library's default one keeps signers in a static cache.
        _key = new ECDsaSecurityKey(key) { KeyId = KeyIdOf(key), CryptoProviderFactory = new CryptoProviderFactory() };
        _issuer = issuer;
        DefaultAudiences = [issuer];
        _time = time;
        _uids = uids;
        _rules = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            IssuerSigningKey = _key,
            ValidAlgorithms = [Algorithm],
            ValidateAudience = false, // depends on who asks: see the reader of the claims
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => IsWithin(from, until),
        };
        _rulesForSecrets = new TokenValidationParameters
        {
            ValidIssuer = ServiceAccountClaims.SecretIssuer,
            IssuerSigningKey = _key,
            ValidAlgorithms = [Algorithm],
            ValidateAudience = false,
            RequireExpirationTime = false,
            ValidateLifetime = false, // its Secret is its life
        };
        Keys = WriteKeys(key, _key.KeyId);
    }

    public string Issuer => _issuer;

    public ImmutableArray<string> DefaultAudiences { get; init; }

    /// <summary>The public key as a JSON Web Key Set.</summary>
    public ReadOnlyMemory<byte> Keys { get; }

    public ServiceAccountToken Mint(ServiceAccountTokenRequest request)
    {
        var now = _time.GetUtcNow();
        var until = now + request.Lifetime;
        var named = request.Audiences is [] ? request with { Audiences = DefaultAudiences } : request;
        var payload = ServiceAccountClaims.Write(named, _issuer, _uids.NewUid(), now, until);
        var token = _handler.CreateToken(payload, new SigningCredentials(_key, Algorithm));
        return new ServiceAccountToken(token, DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds()));
    }

    /// <summary>A token that is kept in a Secret and ends with it.</summary>
    public string MintForSecret(string @namespace, string account, string accountUid, string secret) => _handler.CreateToken(
        ServiceAccountClaims.WriteForSecret(@namespace, account, accountUid, secret), new SigningCredentials(_key, Algorithm));

    /// <summary>What a token says when this cluster has signed it and it is in its time; null otherwise. Existence is not looked at.</summary>
    public async ValueTask<ServiceAccountClaims?> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _rules);
        if (result is { IsValid: true, SecurityToken: JsonWebToken read })
        {
            return ServiceAccountClaims.Read(Base64Url.DecodeFromChars(read.EncodedPayload));
        }

        var kept = await _handler.ValidateTokenAsync(token, _rulesForSecrets);
        return kept is { IsValid: true, SecurityToken: JsonWebToken inSecret }
            ? ServiceAccountClaims.ReadForSecret(Base64Url.DecodeFromChars(inSecret.EncodedPayload), DefaultAudiences)
            : null;
    }

    private bool IsWithin(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end && (from is not { } start || now >= start);
    }

    private static string KeyIdOf(ECDsa key) => Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static byte[] WriteKeys(ECDsa key, string keyId)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("keys");
        json.WriteStartObject();
        json.WriteString("use", "sig");
        json.WriteString("kty", "EC");
        json.WriteString("kid", keyId);
        json.WriteString("crv", "P-256");
        json.WriteString("alg", "ES256");
        json.WriteString("x", Base64Url.EncodeToString(point.X));
        json.WriteString("y", Base64Url.EncodeToString(point.Y));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
