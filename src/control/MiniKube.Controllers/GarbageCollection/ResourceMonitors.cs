using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>A metadata informer for every collection whose objects can be deleted; follows what is served.</summary>
internal sealed partial class ResourceMonitors(
    IApiClient api, InformerFactory informers, GraphEvents events, ServedResources served, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SyncTimeout = TimeSpan.FromSeconds(30);

    private readonly Dictionary<GroupVersionResource, Monitor> _monitors = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Fails when an informer does: the graph would no longer be true.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Looks at what is served, starts and stops informers to match, and waits for their first lists.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var discovered = await DiscoverAsync(cancellationToken);
        served.Set(discovered.Resources);
        var wanted = discovered.Resources.Where(IsCollectable).ToDictionary(resource => resource.Resource);
        foreach (var (resource, _) in _monitors.Where(monitor => !wanted.ContainsKey(monitor.Key) && discovered.IsComplete).ToList())
        {
            _monitors.Remove(resource, out var monitor);
            await monitor!.StopAsync();
            events.Forget(monitor.Informer);
        }

        foreach (var resource in wanted.Values.Where(resource => !_monitors.ContainsKey(resource.Resource)))
        {
            var informer = informers.NewMetadataInformer(resource.Resource);
            events.Attach(resource, informer);
            _monitors.Add(resource.Resource, Monitor.Start(informer, _broken, cancellationToken));
        }

        await WaitForSyncAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        foreach (var monitor in _monitors.Values)
        {
            await monitor.StopAsync();
        }

        _monitors.Clear();
    }

    // Events come by the thousand, own nothing, and go by their age.
    private static bool IsCollectable(DiscoveredResource resource) =>
        resource.Supports("list") && resource.Supports("watch") && resource.Supports("delete") && resource.Resource.Resource != "events";

    private async Task<DiscoveryResult> DiscoverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await api.DiscoverAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or Api.Errors.ApiException)
            {
                LogDiscoveryFailed(failure.Message);
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }

    /// <summary>Dependents that are not known cannot hold their owner, so the lists come first; one that never comes must not hold up all.</summary>
    private async Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(SyncTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await Task.WhenAll(_monitors.Values.Select(monitor => monitor.Informer.WaitForSyncAsync(both.Token)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var missing = _monitors.Where(monitor => !monitor.Value.Informer.HasSynced).Select(monitor => monitor.Key.GroupResource);
            LogNotSynced(string.Join(", ", missing));
        }
    }

    [LoggerMessage(131, LogLevel.Warning, "Garbage collector could not ask what is served, trying again: {Reason}")]
    private partial void LogDiscoveryFailed(string reason);

    [LoggerMessage(132, LogLevel.Warning, "Garbage collector goes on without a full view of {Resources}")]
    private partial void LogNotSynced(string resources);

    private sealed record Monitor(IRunnableInformer<PartialObjectMetadata> Informer, CancellationTokenSource Stop, Task Running)
    {
        public static Monitor Start(
            IRunnableInformer<PartialObjectMetadata> informer, TaskCompletionSource broken, CancellationToken cancellationToken)
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            return new Monitor(informer, stop, RunAsync(informer, broken, stop.Token));
        }

        public async Task StopAsync()
        {
            await Stop.CancelAsync();
            await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Stop.Dispose();
        }

        private static async Task RunAsync(
            IRunnableInformer<PartialObjectMetadata> informer, TaskCompletionSource broken, CancellationToken cancellationToken)
        {
            try
            {
                await informer.RunAsync(cancellationToken);
            }
            catch (InformerHandlerException failure)
            {
                broken.TrySetException(failure);
                throw;
            }
        }
    }
}
