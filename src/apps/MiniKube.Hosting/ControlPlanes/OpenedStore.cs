using System.Collections.Immutable;
using MiniKube.Etcd.Client;
using MiniKube.Etcd.Front;
using MiniKube.Store;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>The store of a control plane, and the front before it when one was asked for.</summary>
internal sealed class OpenedStore : IAsyncDisposable
{
    private readonly EtcdFront? _front;

    private OpenedStore(IStore store, EtcdFront? front)
    {
        Store = store;
        _front = front;
    }

    public IStore Store { get; }

    /// <summary>Where etcd's clients are served; null when they are not.</summary>
    public Uri? EtcdAddress => _front?.Address;

    public static async Task<OpenedStore> OpenAsync(ControlPlaneOptions options, HostServices services, CancellationToken cancellationToken)
    {
        options.EtcdFront?.Validate();
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
