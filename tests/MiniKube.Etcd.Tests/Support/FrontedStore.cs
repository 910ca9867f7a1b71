using MiniKube.Etcd.Front;
using MiniKube.Store;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>A store in memory with a front before it.</summary>
internal sealed class FrontedStore : IAsyncDisposable
{
    private FrontedStore(EmbeddedStore store, EtcdFront front)
    {
        Store = store;
        Front = front;
    }

    public EmbeddedStore Store { get; }

    public EtcdFront Front { get; }

    public StoreIdentity Identity => Store.Members.Identity;

    public static async Task<FrontedStore> StartAsync(
        TimeProvider clock, CancellationToken cancellationToken, EtcdFrontOptions? options = null, string? directory = null)
    {
        var store = await EmbeddedStore.OpenAsync(new StoreOptions { Directory = directory }, NullLoggerFactory.Instance, clock, cancellationToken);
        var contact = new MemberContact("solo", ["http://localhost:2380"], ["http://localhost:2379"]);
        var front = await EtcdFront.StartAsync(
            options ?? new EtcdFrontOptions { Listen = new Uri("http://127.0.0.1:0") },
            new EtcdBackend(store, store.Leases, store, new SoleMembership(store.Members, contact)),
            NullLoggerFactory.Instance,
            clock,
            cancellationToken);
        return new FrontedStore(store, front);
    }

    public async ValueTask DisposeAsync()
    {
        await Front.DisposeAsync();
        await Store.DisposeAsync();
    }
}
