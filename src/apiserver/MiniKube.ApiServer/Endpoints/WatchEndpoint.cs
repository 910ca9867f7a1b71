using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>
/// A watch: first what is there, if asked for; then what happened since, from the store's history when the cache no longer has it;
/// then what happens, one event a line, flushed at once, until the time is over.
/// </summary>
internal sealed class WatchEndpoint(EndpointServices services)
{
    /// <summary>A watch without a timeout lasts from this long to twice as long, so that not all come again at once.</summary>
    private const int TimeoutSecondsMin = 30 * 60;

    public async Task HandleAsync(EndpointRequest request)
    {
        var options = ListOptions.Parse(request.Http.Request);
        options.Check(isWatch: true);
        var format = request.Format(allowsTables: !options.IsStreamedList);
        var fieldSelector = request.Name.Length > 0 ? $"metadata.name={request.Name}" : options.FieldSelector;
        var selector = ObjectSelector.Parse(options.LabelSelector, fieldSelector, request.Resource.Fields, request.Resource.Definition.IsCustom);
        var asked = options.ResourceVersion ?? Revision.Zero;
        var cache = services.Watches.For(request.Resource.Keys);
        var current = await Revisions.WaitForAsync(services.Storage, request.Resource.Keys, asked, request.Cancellation);

        var range = ObjectPages.RangeFor(request.Resource.Keys, request.Resource.Definition.IsNamespaced, request.Namespace, selector);
        var watcher = new Watcher(range, selector, request.Resource.Fields, options.AllowsBookmarks);
        var hasInitialEvents = options.SendsInitialEvents ?? asked == Revision.Zero;
        await using var timer = StartTimer(options, () => cache.Finish(watcher));
        await using var connection = await WatchConnection.OpenAsync(request, format.Encoding);
        var stream = new WatchStream(request, format, connection, services.Storage, range, selector);
        try
        {
            var from = hasInitialEvents || asked == Revision.Zero ? current : asked;
            if (hasInitialEvents)
            {
                await stream.SendStateAsync(current, endsWithBookmark: options.IsStreamedList);
            }

            await stream.SendEventsAsync(cache, watcher, from);
        }
        catch (CompactedException error)
        {
            await stream.SendErrorAsync(Revisions.TooOld(asked, error.Oldest).Status);
        }
        finally
        {
            cache.Leave(watcher);
        }
    }

    private ITimer StartTimer(ListOptions options, Action finish)
    {
        var seconds = options.TimeoutSeconds is { } asked and > 0
            ? asked
            : TimeoutSecondsMin + services.Surroundings.Random.Next(TimeoutSecondsMin);
        return services.Surroundings.Time.CreateTimer(_ => finish(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }
}
