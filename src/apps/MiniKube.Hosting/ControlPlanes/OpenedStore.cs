using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Hosting.Replicas;
using MiniKube.Store;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>The store of a control plane, and the front before it when one was asked for.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly EtcdFront? _front;
    private readonly Replica? _replica;

    private OpenedStore(IStore store, EtcdFront? front)
    {
        Store = store;
        _front = front;
    }

    private OpenedStore(Replica replica)
    {
        Store = replica.Store;
        _replica = replica;
    }

    public IStore Store { get; }

    /// <summary>Whether other control planes may have the same store.</summary>
    public bool IsShared => _replica is not null || Store is EtcdStore;

    /// <summary>By which the servers that share the store know of each other; null when it is not shared.</summary>
    public ILeases? Leases => (IsShared, Store) switch
    {
        (true, EmbeddedStore embedded) => embedded.Leases,
        (true, EtcdStore etcd) => etcd.Leases,
        _ => null,
    };

    /// <summary>Where etcd's clients are served; null when they are not.</summary>
    public Uri? EtcdAddress => _replica is null ? _front?.Address : _replica.EtcdAddress;

    /// <summary>What the API server answers beside its own.</summary>
    public FrozenDictionary<string, RequestDelegate> Paths => _replica?.Paths ?? FrozenDictionary<string, RequestDelegate>.Empty;

    public static async Task<OpenedStore> OpenAsync(ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        options.EtcdFront?.Validate();
        if (Replica.IsWanted(options))
        {
            return options.Datastore is null
                ? new OpenedStore(await Replica.OpenAsync(options, services, cancellationToken))
                : throw new ArgumentException("what is kept in an etcd cluster is replicated there: --cluster-init, --join and a data directory of such a server do not go with --datastore-endpoints");
        }

        if (options.Datastore is { } datastore)
        {
            return options.EtcdFront is null
                ? new OpenedStore(await EtcdStore.OpenAsync(datastore, services.Logging, services.Time, cancellationToken), null)
                : throw new ArgumentException("what is kept in an etcd cluster is served there: give --etcd-listen or --datastore-endpoints, not both");
        }

        var storeOptions = new StoreOptions { Directory = options.DataDirectory is { } data ? Path.Combine(data, "store") : null };
        var store = await EmbeddedStore.OpenAsync(storeOptions, services.Logging, services.Time, cancellationToken);
        try
        {
            return new OpenedStore(store, await StartFrontAsync(store, options, services, cancellationToken));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_replica is not null)
        {
            await _replica.DisposeAsync();
            return;
        }

        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    private static async Task<EtcdFront?> StartFrontAsync(
        EmbeddedStore store, ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        if (options.EtcdFront is not { } front)
        {
            return null;
        }

        ImmutableArray<string> addresses = [front.Listen.GetLeftPart(UriPartial.Authority)];
        var membership = new SoleMembership(store.Members, new MemberContact("mkube", [], addresses));
        var backend = new EtcdBackend(store, store.Leases, store, membership);
        return await EtcdFront.StartAsync(front, backend, services.Logging, services.Time, cancellationToken);
    }
}
