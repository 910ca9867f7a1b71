using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authentication.Jwt;

/// <summary>What the configuration file or the flags say of issuers and anonymous requests, as it is now: the file is followed.</summary>
internal sealed class ConfiguredAuthentication : ITokenAuthenticator, IAnonymousRules, IAsyncDisposable
{
    private readonly AuthenticationOptions _options;
    private readonly ImmutableArray<string> _audiences;
    private readonly ImmutableArray<string> _ownIssuers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FollowedFile? _file;
    private volatile State _state;

    /// <param name="options">What the operator asked for.</param>
    /// <param name="audiences">The server's own.</param>
    /// <param name="ownIssuers">Nobody else may bear these names.</param>
    /// <param name="time">Tells what is valid.</param>
    /// <param name="logger">Hears of refused tokens and files.</param>
    /// <exception cref="InvalidDataException">What was asked for is wrong.</exception>
    public ConfiguredAuthentication(
        AuthenticationOptions options, ImmutableArray<string> audiences, ImmutableArray<string> ownIssuers, TimeProvider time, ILogger logger)
    {
        _options = options;
        _audiences = audiences;
        _ownIssuers = ownIssuers;
        _time = time;
        _logger = logger;
        if (options.ConfigurationFile is not { } path)
        {
            _state = StateOf(options.Oidc is { } oidc ? [OidcIssuer.From(oidc, ownIssuers)] : [], null);
            return;
        }

        if (options.Oidc is not null)
        {
            throw new InvalidDataException("--authentication-config and --oidc-* say the same thing: give one of them");
        }

        var content = ConfigurationFile.Load(path);
        _state = Read(content);
        _file = new FollowedFile(path, content, changed => _state = Read(changed), time, logger);
    }

    public ValueTask<AuthenticatedToken?> FindAsync(string token, ImmutableArray<string> wanted, CancellationToken cancellationToken) =>
        _state.Tokens.FindAsync(token, wanted, cancellationToken);

    public bool Allows(string path) => _state.Anonymous.Allows(path);

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private State Read(byte[] content)
    {
        var read = AuthenticationConfigurationReader.Read(_options.ConfigurationFile!, content, _ownIssuers);
        return read.Anonymous is not null && _options.AllowsAnonymous is not null
            ? throw new InvalidDataException($"{_options.ConfigurationFile}: anonymous: --anonymous-auth is given too: say it in one of them")
            : StateOf(read.Issuers, read.Anonymous);
    }

    private State StateOf(ImmutableArray<JwtIssuerConfiguration> issuers, AnonymousRules? anonymous) => new(
        new JwtAuthenticator(issuers, _audiences, _time, _logger),
        anonymous ?? (_options.AllowsAnonymous == false ? AnonymousRules.Nowhere : AnonymousRules.Everywhere));

    private sealed record State(JwtAuthenticator Tokens, AnonymousRules Anonymous);
}
