using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>An OpenID Connect issuer over TLS on a free port: discovery document, keys that rotate, tokens with any claims.</summary>
internal sealed class OidcIssuerServer : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ClusterCertificates _certificates;
    private readonly List<ECDsaSecurityKey> _keys = [];
    private int _fetches;

    private LoopbackServer _front = null!;

    private OidcIssuerServer(TimeProvider time, ClusterCertificates certificates)
    {
        _time = time;
        _certificates = certificates;
    }

    public string Url => _front.Url;

    /// <summary>What its discovery document calls it; null for the truth.</summary>
    public string? ClaimedIssuer { get; set; }

    public bool IsDown { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    public string AuthorityPem => _certificates.AuthorityPem;

    public static async Task<OidcIssuerServer> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var certificates = ClusterCertificates.Open(new ApiServerOptions(), time, new SeededRandomSource(91));
        var server = new OidcIssuerServer(time, certificates);
        var certificate = certificates.KubeletServing("issuer", [IPAddress.Loopback]);
        server._front = await LoopbackServer.StartAsync(server.HandleAsync, certificate, ClientCertificateMode.NoCertificate, cancellationToken);
        server.Rotate("k1");
        return server;
    }

    /// <summary>Signs with a new key from now on; the old ones are gone.</summary>
    public void Rotate(string keyId)
    {
        lock (_keys)
        {
            _keys.Clear();
            _keys.Add(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = keyId, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } });
        }
    }

    /// <summary>A token for an hour, with further or other claims; null takes one out.</summary>
    public string Mint(params (string Name, JsonNode? Value)[] others)
    {
        var now = _time.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = Url,
            ["aud"] = "mkube",
            ["sub"] = "alice",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in others)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }

        return Sign(claims.ToJsonString());
    }

    public string Sign(string payload)
    {
        lock (_keys)
        {
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }
                .CreateToken(payload, new SigningCredentials(_keys[0], SecurityAlgorithms.EcdsaSha256));
        }
    }

    /// <summary>An <c>AuthenticationConfiguration</c> that takes this issuer's tokens.</summary>
    public string Configuration(string mappings = """{"username":{"claim":"sub","prefix":"oidc:"},"groups":{"claim":"groups","prefix":"oidc:"}}""", string more = "") =>
        $$"""
        {"apiVersion":"apiserver.config.k8s.io/v1","kind":"AuthenticationConfiguration","jwt":[
         {"issuer":{"url":"{{Url}}","audiences":["mkube"],"certificateAuthority":{{JsonValue.Create(AuthorityPem).ToJsonString()}}},
          "claimMappings":{{mappings}}{{more}}}]}
        """;

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _certificates.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = 500;
            return;
        }

        context.Response.ContentType = "application/json";
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                await context.Response.WriteAsync($$"""{"issuer":"{{ClaimedIssuer ?? Url}}","jwks_uri":"{{Url}}/keys"}""", context.RequestAborted);
                break;
            case "/keys":
                Interlocked.Increment(ref _fetches);
                await context.Response.WriteAsync(Keys(), context.RequestAborted);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private string Keys()
    {
        lock (_keys)
        {
            var keys = _keys.Select(key =>
            {
                var point = key.ECDsa.ExportParameters(false).Q;
                return $$"""{"kty":"EC","use":"sig","alg":"ES256","crv":"P-256","kid":"{{key.KeyId}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
            });
            return $$"""{"keys":[{{string.Join(',', keys)}},{"kty":"oct","kid":"shared","k":"c2VjcmV0LXRoYXQtaXMtbG9uZy1lbm91Z2gtZm9yLWhtYWM"}]}""";
        }
    }
}
