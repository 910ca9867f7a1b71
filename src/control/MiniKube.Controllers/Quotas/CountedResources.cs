using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;

namespace MiniKube.Controllers.Quotas;

/// <summary>
/// Follows the metadata of exactly those resources that some quota counts, and tells when objects of them change or go. Without quotas it
/// follows nothing.
/// </summary>
internal sealed partial class CountedResources(
    IApiClient api, InformerFactory informers, Func<IEnumerable<string>> namesOfAllQuotas, Action<GroupResource, string> changed, TimeProvider time, ILogger logger)
{
    private static readonly GroupResource Pods = new("", "pods");

    // A kind that is not served yet may come with its definition.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<GroupResource, (CancellationTokenSource Stop, Task Running)> _followed = [];
    private ImmutableDictionary<GroupResource, DiscoveredResource> _served = ImmutableDictionary<GroupResource, DiscoveredResource>.Empty;

    /// <summary>Quotas have changed: look at what they count.</summary>
    public void Refresh() => _due.Writer.TryWrite(true);

    /// <summary>Where a resource is served; null when it is not, as far as is known.</summary>
    public async Task<DiscoveredResource?> FindAsync(GroupResource resource, CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _served).TryGetValue(resource, out var found))
        {
            var discovered = await api.DiscoverAsync(cancellationToken);
            Volatile.Write(ref _served, discovered.Resources
                .Where(each => each.IsNamespaced && each.Supports("list") && each.Supports("watch"))
                .GroupBy(each => each.Resource.GroupResource)
                .ToImmutableDictionary(each => each.Key, each => each.First()));
            found = Volatile.Read(ref _served).GetValueOrDefault(resource);
        }

        return found;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(cancellationToken))
            {
                if (!await FollowAsync(cancellationToken))
                {
                    await Task.Delay(RetryDelay, time, cancellationToken);
                    Refresh();
                }
            }
        }
        finally
        {
            foreach (var (stop, running) in _followed.Values)
            {
                await StopAsync(stop, running);
            }

            _followed.Clear();
        }
    }

    /// <returns>False when some resource is not served, or cannot be asked for now.</returns>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        // Pods are followed whole, elsewhere: their phase counts.
        var wanted = namesOfAllQuotas().Select(QuotaEvaluators.ResourceOf).OfType<GroupResource>().Where(each => each != Pods).ToHashSet();
        foreach (var gone in _followed.Keys.Where(each => !wanted.Contains(each)).ToList())
        {
            _followed.Remove(gone, out var followed);
            await StopAsync(followed.Stop, followed.Running);
        }

        var isComplete = true;
        foreach (var resource in wanted.Where(each => !_followed.ContainsKey(each)))
        {
            try
            {
                if (await FindAsync(resource, cancellationToken) is { } served)
                {
                    _followed[resource] = Start(served, cancellationToken);
                    continue;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or ApiException)
            {
                LogDiscoveryFailed(failure.Message);
            }

            isComplete = false;
        }

        return isComplete;
    }

    private (CancellationTokenSource Stop, Task Running) Start(DiscoveredResource served, CancellationToken cancellationToken)
    {
        var informer = informers.NewMetadataInformer(served.Resource);
        var resource = served.Resource.GroupResource;
        informer.AddHandler(
            null,
            (_, updated) => changed(resource, updated.Metadata.NamespaceProperty ?? ""),
            deleted => changed(resource, deleted.Metadata.NamespaceProperty ?? ""));
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return (stop, informer.RunAsync(stop.Token));
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task running)
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    [LoggerMessage(141, LogLevel.Warning, "The quota controller could not ask what is served, trying again: {Reason}")]
    private partial void LogDiscoveryFailed(string reason);
}
