using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Configuration;
using MiniKube.ApiServer.Encryption.Ciphers;
using MiniKube.ApiServer.Encryption.Kms;
using MiniKube.ApiServer.Health;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;
using MiniKube.Store;

namespace MiniKube.ApiServer.Encryption;

/// <summary>Encryption of what is kept, as the configuration file says now. Owns the plug-ins' connections and what follows the file.</summary>
internal sealed class EncryptionAtRest : IAsyncDisposable
{
    private readonly ApiServerServices _services;
    private readonly ImmutableArray<string> _core;
    private readonly ILogger _logger;
    private readonly Dictionary<EncryptionProvider.Kms, KmsCipher> _plugins = [];
    private FollowedFile? _file;
    private volatile State _state = new(new EncryptedRanges([]), []);

    private EncryptionAtRest(ImmutableArray<string> core, ApiServerServices services)
    {
        _core = core;
        _services = services;
        _logger = services.Logging.CreateLogger<EncryptionAtRest>();
    }

    /// <param name="options">What the operator asked for.</param>
    /// <param name="catalog">Has the resources of the core group, which <c>*.</c> stands for.</param>
    /// <param name="services">Time, uids, log.</param>
    /// <param name="cancellationToken">Gives up waiting for plug-ins.</param>
    /// <returns>Null when nothing was asked for.</returns>
    /// <exception cref="InvalidDataException">The file is wrong.</exception>
    public static async Task<EncryptionAtRest?> StartAsync(
        EncryptionOptions options, ApiCatalog catalog, ApiServerServices services, CancellationToken cancellationToken)
    {
        if (options.ConfigurationFile is not { } path)
        {
            return null;
        }

        var core = catalog.Resources.Where(each => each.Resource.Group.Length == 0).Select(each => each.Resource.Resource).Distinct();
        var encryption = new EncryptionAtRest([.. core], services);
        var content = ConfigurationFile.Load(path);
        encryption.Apply(EncryptionConfigurationReader.Read(path, content));
        await Task.WhenAll(encryption._state.Plugins.Select(plugin => plugin.StartAsync(cancellationToken)));
        if (options.IsReloaded)
        {
            encryption._file = new FollowedFile(path, content, changed => encryption.Reload(path, changed), services.Time, encryption._logger);
        }

        return encryption;
    }

    public IStore Over(IStore store) => new EncryptingStore(store, () => _state.Ranges);

    /// <summary>Not ready while a plug-in is not well; alive all the same.</summary>
    public HealthCheck Health => new("kms-providers", IsForLiveness: false, _ => ValueTask.FromResult(
        _state.Plugins.FirstOrDefault(plugin => plugin.Fault.Length > 0)?.Fault));

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        foreach (var plugin in _plugins.Values)
        {
            await plugin.DisposeAsync();
        }
    }

    private void Reload(string path, byte[] content)
    {
        var before = _state.Plugins;
        Apply(EncryptionConfigurationReader.Read(path, content));
        foreach (var plugin in _state.Plugins.Where(plugin => !before.Contains(plugin)))
        {
            plugin.Start();
        }
    }

    /// <summary>Plug-ins that stay keep their connection; one that is gone keeps it too, for requests under way, until the server ends.</summary>
    private void Apply(EncryptionConfiguration configuration)
    {
        var used = new List<KmsCipher>();
        ImmutableArray<EncryptedRange> ranges =
        [
            .. configuration.Rules.SelectMany(rule =>
            {
                ImmutableArray<IValueCipher> ciphers = [.. rule.Providers.SelectMany(provider => CiphersOf(provider, used))];
                return rule.Resources.SelectMany(pattern => ResourcePattern.Prefixes(pattern, _core))
                    .Select(prefix => new EncryptedRange(KeyRange.Prefix(Key.From(prefix)), ciphers));
            }),
        ];
        _state = new State(new EncryptedRanges(ranges), [.. used]);
    }

    private IEnumerable<IValueCipher> CiphersOf(EncryptionProvider provider, List<KmsCipher> used) => provider switch
    {
        EncryptionProvider.Local local => local.Keys.Select(key => CipherOf(local.Kind, key)),
        EncryptionProvider.Kms kms => [PluginOf(kms, used)],
        _ => [new IdentityCipher()],
    };

    private static IValueCipher CipherOf(string kind, NamedKey key) => kind switch
    {
        "aesgcm" => new AesGcmCipher(key.Name, key.Secret),
        "aescbc" => new AesCbcCipher(key.Name, key.Secret),
        _ => new SecretboxCipher(key.Name, key.Secret),
    };

    private KmsCipher PluginOf(EncryptionProvider.Kms kms, List<KmsCipher> used)
    {
        if (!_plugins.TryGetValue(kms, out var plugin))
        {
            plugin = new KmsCipher(kms.Name, new KmsClient(kms.Socket, kms.Timeout, _services.Time, _services.Uids), _services.Time, _logger);
            _plugins[kms] = plugin;
        }

        used.Add(plugin);
        return plugin;
    }

    private sealed record State(EncryptedRanges Ranges, ImmutableArray<KmsCipher> Plugins);
}
