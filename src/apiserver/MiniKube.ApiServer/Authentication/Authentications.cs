using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication.FrontProxy;
using MiniKube.ApiServer.Authentication.Jwt;
using Prometheus;

namespace MiniKube.ApiServer.Authentication;

/// <summary>All ways to be known to a server, put together. Owns what follows files.</summary>
internal sealed class Authentications : IAsyncDisposable
{
    private readonly FrontProxyAuthorities? _frontProxies;
    private readonly ConfiguredAuthentication _configured;

    /// <exception cref="InvalidDataException">What the operator asked for is wrong.</exception>
    public Authentications(
        ApiServerOptions options,
        ApiServerServices services,
        StaticTokens known,
        ServiceAccountTokens serviceAccounts,
        IObjectReader objects,
        IObjectPatches patches,
        CollectorRegistry registry)
    {
        var asked = options.Authentication;
        var logger = services.Logging.CreateLogger<Authentications>();
        Audiences = serviceAccounts.DefaultAudiences;
        _frontProxies = asked.RequestHeaders is { } headers ? new FrontProxyAuthorities(headers.ClientAuthorityFile, services.Time, logger) : null;
        if (asked.AllowsAnonymous is null && options.Authorization.Modes.Contains("AlwaysAllow"))
        {
            // As upstream: nobody in particular must not get everything.
            asked = asked with { AllowsAnonymous = false };
        }

        _configured = new ConfiguredAuthentication(asked, Audiences, [options.ServiceAccountIssuer], services.Time, logger);
        Authenticator = new Authenticator(
            [
                new PlainTokens(known, new BootstrapTokens(objects, services.Time), Audiences),
                new ServiceAccountTokenAuthenticator(new ServiceAccountTokenVerifier(
                    serviceAccounts, objects, new LegacyTokenUses(patches, services.Time, logger), new ServiceAccountTokenMetrics(registry), services.Time)),
                _configured,
                .. asked.WebhookTokens is { } webhook ? new[] { new WebhookTokenAuthenticator(webhook, Audiences, services.Time, logger) } : [],
            ],
            Audiences,
            _configured,
            asked.RequestHeaders,
            services.Time);
    }

    public Authenticator Authenticator { get; }

    /// <summary>Those that the server itself answers to.</summary>
    public ImmutableArray<string> Audiences { get; }

    /// <summary>Whose headers are believed; null for nobody's.</summary>
    public FrontProxyTrust? FrontProxies => _frontProxies?.Trust;

    public async ValueTask DisposeAsync()
    {
        await _configured.DisposeAsync();
        if (_frontProxies is not null)
        {
            await _frontProxies.DisposeAsync();
        }
    }
}
