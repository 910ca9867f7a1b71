using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>The chain of authorizers that the flags or the configuration file say, as it is now: the file is followed.</summary>
internal sealed class ConfiguredAuthorizer : IAuthorizer, IAsyncDisposable
{
    private readonly Func<AuthorizerConfiguration, IAuthorizer> _make;
    private readonly FollowedFile? _file;
    private volatile AuthorizerChain _chain;

    /// <param name="options">What the operator asked for.</param>
    /// <param name="make">Makes one authorizer.</param>
    /// <param name="time">For following the file.</param>
    /// <param name="logger">Hears of changes.</param>
    /// <exception cref="InvalidDataException">What was asked for is wrong.</exception>
    public ConfiguredAuthorizer(AuthorizationOptions options, Func<AuthorizerConfiguration, IAuthorizer> make, TimeProvider time, ILogger logger)
    {
        _make = make;
        if (options.ConfigurationFile is not { } path)
        {
            _chain = ChainOf(AuthorizationModes.Read(options));
            return;
        }

        if (!options.Modes.IsEmpty || options.WebhookKubeconfigFile is not null)
        {
            throw new InvalidDataException("--authorization-config and --authorization-mode or --authorization-webhook-* say the same thing: give one of them");
        }

        var content = ConfigurationFile.Load(path);
        _chain = ChainOf(AuthorizationConfigurationReader.Read(path, content));
        _file = new FollowedFile(path, content, changed => _chain = ChainOf(AuthorizationConfigurationReader.Read(path, changed)), time, logger);
    }

    public ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken) =>
        _chain.AuthorizeAsync(attributes, cancellationToken);

    public ValueTask<UserRules> RulesForAsync(UserInfo user, string ns, CancellationToken cancellationToken) =>
        _chain.RulesForAsync(user, ns, cancellationToken);

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private AuthorizerChain ChainOf(ImmutableArray<AuthorizerConfiguration> authorizers) =>
        new([new MastersAuthorizer(), new HealthPathAuthorizer(), .. authorizers.Select(_make)]);
}
