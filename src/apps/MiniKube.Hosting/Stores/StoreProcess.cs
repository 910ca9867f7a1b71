using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.Etcd.Front;
using MiniKube.Peers;
using MiniKube.Store;

namespace MiniKube.Hosting.Stores;

/// <summary>A store as a process of its own: one member, its way to the others, and the front for etcd's clients.</summary>
public sealed partial class StoreProcess : IAsyncDisposable
{
    /// <summary>How long to wait before telling the cluster again what this member is called.</summary>
    private static readonly TimeSpan IntroduceAgainAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private PeerNetwork? _network;
    private EtcdFront? _front;
    private MetricsListener? _metrics;
    private Task _introducing = Task.CompletedTask;

    private StoreProcess(EmbeddedStore store, PeerNetwork? network, HostServices services)
    {
        Store = store;
        _network = network;
        _logger = services.Logging.CreateLogger<StoreProcess>();
        _time = services.Time;
    }

    public EmbeddedStore Store { get; }

    /// <summary>Where numbers and health are told; null when they are not.</summary>
    public Uri? MetricsAddress => _metrics?.Address;

    /// <summary>Completes when the cluster knows this member, and it has the vote that it asks for.</summary>
    public Task Introduced => _introducing;

    /// <summary>Where other members reach this one; null when it is alone.</summary>
    public Uri? PeerAddress => _network?.Address;

    /// <summary>Where etcd's clients are served; null when they are not.</summary>
    public Uri? EtcdAddress => _front?.Address;

    public static async Task<StoreProcess> StartAsync(StoreProcessOptions options, HostServices services, CancellationToken cancellationToken)
    {
        options.Validate();
        var network = options.Peers is { } peers
            ? await PeerNetwork.StartAsync(peers, services.Logging, services.Time, cancellationToken)
            : null;
        StoreProcess? process = null;
        try
        {
            var store = await OpenAsync(options, network, services, cancellationToken);
            process = new StoreProcess(store, network, services);
            network = null;
            await process.ServeAsync(options, services, cancellationToken);
            return process;
        }
        catch
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (network?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _introducing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await HandOverAsync();
        if (_front is { } front)
        {
            _front = null;
            await front.DisposeAsync();
        }

        if (_metrics is { } metrics)
        {
            _metrics = null;
            await metrics.DisposeAsync();
        }

        await Store.DisposeAsync();
        if (_network is { } network)
        {
            _network = null;
            await network.DisposeAsync();
        }

        _stopping.Dispose();
    }

    /// <summary>While everything is still served: a leader that goes first names another.</summary>
    private async Task HandOverAsync()
    {
        try
        {
            await Store.HandOverAsync(default);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotHandedOver(_logger, exception.Message);
        }
    }

    private static async Task<EmbeddedStore> OpenAsync(
        StoreProcessOptions options, PeerNetwork? network, HostServices services, CancellationToken cancellationToken)
    {
        var store = new StoreOptions { Directory = options.DataDirectory };
        if (network is null)
        {
            return await EmbeddedStore.OpenAsync(store, services.Logging, services.Time, cancellationToken);
        }

        var names = options.InitialCluster.Keys;
        var replication = new ReplicationOptions
        {
            Identity = options.Join ?? StoreIdentities.Of(options.ClusterToken, names, options.Name),
            FirstMembers = options.InitialCluster.ToImmutableSortedDictionary(
                member => StoreIdentities.Of(options.ClusterToken, names, member.Key).Member,
                member => new MemberContact(member.Key, [Address(member.Value)], [])),
            Tick = options.Tick,
            LeaseReads = options.LeaseReads,
        };
        return await EmbeddedStore.OpenAsync(store, replication, network, services.Logging, services.Time, cancellationToken);
    }

    private async Task ServeAsync(StoreProcessOptions options, HostServices services, CancellationToken cancellationToken)
    {
        if (options.MetricsListen is { } listen)
        {
            _metrics = await MetricsListener.StartAsync(listen, Store, services, cancellationToken);
        }

        if (options.EtcdFront is { } front)
        {
            var contact = new MemberContact(options.Name, [], [Address(front.Listen)]);
            IStoreMembership members = _network is null ? new SoleMembership(Store.Members, contact) : Store.Members;
            var backend = new EtcdBackend(Store, Store.Leases, Store, members);
            _front = await EtcdFront.StartAsync(front, backend, services.Logging, services.Time, cancellationToken);
        }

        _introducing = IntroduceAsync(options, _stopping.Token);
    }

    /// <summary>Tells the cluster what this member is called and where its clients are served, once there is a leader to tell.</summary>
    private async Task IntroduceAsync(StoreProcessOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var members = await Store.Members.ListAsync(cancellationToken);
                if (members.FirstOrDefault(member => member.Id == Store.Members.Identity.Member) is { } self)
                {
                    await PublishAsync(self.Contact, options, cancellationToken);
                    if (self.IsLearner && options.PromotesItself)
                    {
                        await Store.Members.PromoteAsync(self.Id, cancellationToken);
                    }

                    return;
                }
            }
            catch (Exception exception) when (exception is StoreUnavailableException or MembershipException)
            {
                LogNotIntroduced(_logger, exception.Message);
            }

            await Task.Delay(IntroduceAgainAfter, _time, cancellationToken);
        }
    }

    private async Task PublishAsync(MemberContact known, StoreProcessOptions options, CancellationToken cancellationToken)
    {
        ImmutableArray<string> peers = options.Peers?.Advertise is { } advertised ? [Address(advertised)] : known.PeerAddresses;
        ImmutableArray<string> clients = EtcdAddress is { } served ? [Address(served)] : [];
        var wanted = new MemberContact(options.Name, peers, clients);
        if (!wanted.Equals(known))
        {
            await Store.PublishAsync(wanted, cancellationToken);
        }
    }

    private static string Address(Uri uri) => uri.GetLeftPart(UriPartial.Authority);

    [LoggerMessage(301, LogLevel.Information, "Leadership is not handed over: {Reason}")]
    private static partial void LogNotHandedOver(ILogger logger, string reason);

    [LoggerMessage(300, LogLevel.Information, "The cluster has not taken this member in yet, with its name and addresses; trying again: {Reason}")]
    private static partial void LogNotIntroduced(ILogger logger, string reason);
}
