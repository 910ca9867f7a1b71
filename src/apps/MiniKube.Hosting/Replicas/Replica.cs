using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Certificates;
using MiniKube.Etcd.Front;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Hosting.Nodes;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;
using MiniKube.Store;

namespace MiniKube.Hosting.Replicas;

/// <summary>This server's member of a store that several servers share, and what lets more of them in.</summary>
internal sealed partial class Replica : IAsyncDisposable
{
    private const int PeerPort = 2380;

    // Frequent enough beside a margin of thirty days.
    private static readonly TimeSpan RenewalCheckInterval = TimeSpan.FromHours(6);

    private readonly SharedKeys _keys;
    private readonly StoreProcess _process;
    private readonly JoinService _joining;
    private readonly ITimer _renewal;
    private readonly ILogger _logger;

    private Replica(SharedKeys keys, StoreProcess process, string peerName, HostServices services)
    {
        _logger = services.Logging.CreateLogger<Replica>();
        _keys = keys;
        _process = process;
        _joining = new JoinService(keys, process.Store.Members, services.Time, services.Logging.CreateLogger<JoinService>());
        _renewal = services.Time.CreateTimer(_ => Renew(peerName), null, RenewalCheckInterval, RenewalCheckInterval);
    }

    public EmbeddedStore Store => _process.Store;

    /// <summary>Where etcd's clients are served; null when they are not.</summary>
    public Uri? EtcdAddress => _process.EtcdAddress;

    /// <summary>What the API server answers for it.</summary>
    public FrozenDictionary<string, RequestDelegate> Paths => _joining.Paths;

    /// <summary>Whether a server is one of several: it was told so, or was so before.</summary>
    public static bool IsWanted(ControlPlaneOptions options) =>
        options.Replica is not null || (options.DataDirectory is { } data && ReplicaSettings.Find(data) is not null);

    /// <summary>Opens the member, and returns when it has its vote and knows all that was acknowledged before.</summary>
    /// <exception cref="InvalidOperationException">The cluster does not take this server in.</exception>
    public static async Task<Replica> OpenAsync(ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        var data = options.DataDirectory ?? throw new ArgumentException("a server that is one of several needs a data directory");
        options.Replica?.Validate();
        var settings = await SettingsAsync(data, options, services, cancellationToken);
        var keys = SharedKeys.Open(data, services.Time, services.Random);
        Replica? replica = null;
        try
        {
            var peerName = PeerName.Of(settings.Identity.Member);
            keys.KeepPeerCertificate(peerName);
            var process = await StoreProcess.StartAsync(ProcessOptions(data, settings, keys, options.EtcdFront), services, cancellationToken);
            replica = new Replica(keys, process, peerName, services);
            await replica.WaitUntilIntroducedAsync(services.Time, cancellationToken);
            return replica;
        }
        catch
        {
            await (replica?.DisposeAsync() ?? ValueTask.CompletedTask);
            keys.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
        await _process.DisposeAsync();
        _joining.Dispose();
        _keys.Dispose();
    }

    private static StoreProcessOptions ProcessOptions(string data, ReplicaSettings settings, SharedKeys keys, EtcdFrontOptions? front) => new()
    {
        Name = settings.Name,
        DataDirectory = StoreIn(data),
        Join = settings.Identity,
        PromotesItself = true,
        EtcdFront = front,
        Peers = new PeerOptions
        {
            Listen = settings.PeerListen,
            Advertise = settings.PeerAdvertise,
            CertificateFile = keys.PeerCertificateFile,
            KeyFile = keys.PeerKeyFile,
            AuthorityFile = keys.PeerAuthorityFile,
        },
    };

    /// <summary>Those of the last start with the addresses of this one; at the first start, those of a cluster that is begun or joined.</summary>
    private static async Task<ReplicaSettings> SettingsAsync(
        string data, ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        var before = ReplicaSettings.Find(data);
        var listen = options.Replica?.PeerListen ?? before?.PeerListen ?? Address(options.BindAddress);
        var advertise = options.Replica?.PeerAdvertise ?? (options.Replica?.PeerListen is null ? before?.PeerAdvertise : null) ?? Reachable(listen);
        var settings = before is not null
            ? before with { PeerListen = listen, PeerAdvertise = advertise }
            : await FirstSettingsAsync(data, options.Replica!, listen, advertise, services, cancellationToken);
        if (settings != before)
        {
            settings.Write(data);
        }

        return settings;
    }

    private static async Task<ReplicaSettings> FirstSettingsAsync(
        string data, ReplicaOptions options, Uri listen, Uri advertise, HostServices services, CancellationToken cancellationToken)
    {
        if (options.IsFirst)
        {
            // What is there already, or begins now, is a store of one member: it goes on under the same identity.
            var alone = new StoreOptions { Directory = StoreIn(data) };
            await using var store = await EmbeddedStore.OpenAsync(alone, services.Logging, services.Time, cancellationToken);
            return new ReplicaSettings(store.Members.Identity, options.Name, listen, advertise);
        }

        if (options.Join is not { } server)
        {
            throw new ArgumentException("a server becomes one of several by --cluster-init or --join");
        }

        if (Directory.Exists(StoreIn(data)) && Directory.EnumerateFileSystemEntries(StoreIn(data)).Any())
        {
            throw new InvalidOperationException($"{data} has a store of its own: a server joins with a new data directory");
        }

        var token = options.Token ?? throw new ArgumentException("--join needs --token-file: a file with what 'mkube token create' prints on a server that is there");
        var client = new JoinClient(server, token, services.Time, services.Logging.CreateLogger<JoinClient>());
        var answer = await client.JoinAsync(new JoinRequest(options.Name, advertise.GetLeftPart(UriPartial.Authority)), cancellationToken);
        SharedKeys.Import(data, answer.Keys);
        return new ReplicaSettings(answer.Identity, options.Name, listen, advertise);
    }

    private static string StoreIn(string data) => Path.Combine(data, "store");

    private static Uri Address(IPAddress address) => new UriBuilder(Uri.UriSchemeHttps, address.ToString(), PeerPort).Uri;

    /// <summary>An address that others can use: that of this machine when it listens on all.</summary>
    private static Uri Reachable(Uri listen) =>
        IPAddress.TryParse(listen.Host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(listen) { Host = NodeAddresses.Find().ToString() }.Uri
            : listen;

    private async Task WaitUntilIntroducedAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        await _process.Introduced.WaitAsync(cancellationToken);
        LogIntroduced(Store.Members.Identity, time.GetElapsedTime(begin).TotalMilliseconds);
    }

    private void Renew(string peerName)
    {
        try
        {
            _keys.KeepPeerCertificate(peerName);
        }
#pragma warning disable CA1031 // A timer's edge: the current certificate is good for weeks, and the next check comes.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogNotRenewed(fault);
        }
    }

    [LoggerMessage(322, LogLevel.Information, "This server's store is {Identity}, and has its vote after {Milliseconds:0} ms")]
    private partial void LogIntroduced(StoreIdentity identity, double milliseconds);

    [LoggerMessage(323, LogLevel.Error, "The certificate of this server's member could not be checked or renewed; it will be tried again")]
    private partial void LogNotRenewed(Exception fault);
}
