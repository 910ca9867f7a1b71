using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
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

    /// <summary>
    /// From now on the defaults are kept as they must be, and the schemas say whether their levels are there. Returns when the defaults are in force
    /// as they are stored: before, answers could not say which of them they went by.
    /// </summary>
    public Task StartUpkeepAsync(
        Func<CancellationToken, Task<bool>> correctAsync, ObjectUpdater updater, ServedResources resources, ApiServerServices services, CancellationToken cancellationToken)
    {
        var schemas = resources.Get(new GroupVersionResource(FlowControlState.Group, "v1", "flowschemas"));
        _stored = new StoredFlowControl(_state, correctAsync, updater, schemas, services);
        return _state.Known.WaitAsync(cancellationToken);
    }

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
