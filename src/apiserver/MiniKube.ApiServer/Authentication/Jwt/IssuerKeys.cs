using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>
/// An issuer's public keys, found by its discovery document when they are first needed and again when they are old or a token names another.
/// One fetch at a time, and seldom, whatever tokens come. Safe for use by several threads.
/// </summary>
internal sealed partial class IssuerKeys(JwtIssuerConfiguration issuer, HttpClient http, TimeProvider time, ILogger logger)
{
    private const int KeysMax = 100;

    // Tokens that name unknown keys can be made by anybody.
    private static readonly TimeSpan RefreshPeriodMin = TimeSpan.FromSeconds(10);

    // A key that was withdrawn is not taken for longer than this.
    private static readonly TimeSpan AgeMax = TimeSpan.FromHours(1);

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();

    // Of its own: the library's default one keeps signature providers in a static cache.
    private readonly CryptoProviderFactory _cryptography = new();
    private volatile FetchedKeys? _current;
    private Task? _refresh;
    private DateTimeOffset? _triedAt;

    /// <summary>The keys that may have signed a token which names this key; all of them when it names none. Empty when there are none.</summary>
    public async ValueTask<ImmutableArray<SecurityKey>> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_current is { } current && time.GetUtcNow() - current.At < AgeMax && current.For(keyId) is { IsEmpty: false } known)
        {
            return known;
        }

        await RefreshAsync(cancellationToken);
        return _current?.For(keyId) ?? [];
    }

    /// <summary>Fetches, unless that was tried a moment ago.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        Task refresh;
        lock (_gate)
        {
            if (_refresh is null or { IsCompleted: true })
            {
                var now = time.GetUtcNow();
                if (_triedAt is { } last && now - last < RefreshPeriodMin)
                {
                    return;
                }

                _triedAt = now;
                _refresh = FetchAsync();
            }

            refresh = _refresh;
        }

        await refresh.WaitAsync(cancellationToken);
    }

    /// <summary>Not bound to one request: others wait for it too.</summary>
    private async Task FetchAsync()
    {
        await Task.Yield();
        using var timeout = new CancellationTokenSource(FetchTimeout, time);
        try
        {
            var document = await ReadAsync(issuer.DiscoveryUrl, timeout.Token);
            var named = document.Text("issuer");
            if (named != issuer.Url)
            {
                throw new InvalidDataException($"the discovery document is that of issuer \"{named}\"");
            }

            if (!Uri.TryCreate(document.Text("jwks_uri"), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            {
                throw new InvalidDataException("the discovery document's jwks_uri is no https URL");
            }

            var keys = await http.GetStringAsync(address, timeout.Token);
            _current = new FetchedKeys(time.GetUtcNow(), Read(keys));
        }
        catch (Exception error) when (error is HttpRequestException or InvalidDataException or JsonException or ArgumentException or OperationCanceledException)
        {
            LogNotFetched(error, issuer.Url);
        }
    }

    private async Task<JsonObject> ReadAsync(Uri address, CancellationToken cancellationToken) =>
        JsonNode.Parse(await http.GetByteArrayAsync(address, cancellationToken)) as JsonObject ?? throw new InvalidDataException($"{address} answers with no object");

    private ImmutableArray<SecurityKey> Read(string text)
    {
        ImmutableArray<SecurityKey> keys = [.. new JsonWebKeySet(text).GetSigningKeys().OfType<AsymmetricSecurityKey>().Take(KeysMax)];
        foreach (var key in keys)
        {
            key.CryptoProviderFactory = _cryptography;
        }

        return keys;
    }

    [LoggerMessage(2210, LogLevel.Warning, "The keys of the issuer {Issuer} could not be fetched")]
    private partial void LogNotFetched(Exception error, string issuer);

    private sealed record FetchedKeys(DateTimeOffset At, ImmutableArray<SecurityKey> Keys)
    {
        public ImmutableArray<SecurityKey> For(string keyId) => keyId.Length == 0 ? Keys : [.. Keys.Where(key => key.KeyId == keyId)];
    }
}
