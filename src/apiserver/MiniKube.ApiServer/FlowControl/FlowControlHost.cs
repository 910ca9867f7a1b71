using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Store;
using Prometheus;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Priority and fairness of a server that runs. Owns the loop that follows its configuration.</summary>
internal sealed class FlowControlHost : IAsyncDisposable
{
    private readonly FlowControlState _state;
    private readonly StoreFollower _follower;
    private StoredFlowControl? _stored;

    private FlowControlHost(FlowController controller, FlowControlState state, StoreFollower follower)
    {
        Controller = controller;
        _state = state;
        _follower = follower;
    }

    public FlowController Controller { get; }

    public static FlowControlHost Start(IStore store, ApiServerOptions options, CollectorRegistry registry, ApiServerServices services)
    {
        var controller = new FlowController(options, registry, services);
        var state = new FlowControlState(controller);
        var follower = new StoreFollower(store, FlowControlState.Range, state, services.Time, services.Logging.CreateLogger<StoreFollower>());
        return new FlowControlHost(controller, state, follower);
    }

    /// <summary>From now on the defaults are kept as they must be, and the schemas say whether their levels are there.</summary>
    public void StartUpkeep(Func<CancellationToken, Task<bool>> correctAsync, ObjectUpdater updater, ServedResource schemas, ApiServerServices services) =>
        _stored = new StoredFlowControl(_state, correctAsync, updater, schemas, services);

    public async ValueTask DisposeAsync()
    {
        if (_stored is not null)
        {
            await _stored.DisposeAsync();
        }

        await _follower.DisposeAsync();
        Controller.Dispose();
    }
}
