using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.Client.Api;
using MiniKube.Client.Queues;

namespace MiniKube.Client.Informers;

/// <summary>Lists once, then watches; resumes where a watch ended, lists again where it cannot.</summary>
internal sealed partial class Reflector<T>(
    CollectionSource<T> source, ReflectorTarget<T> target, TimeProvider time, IRandomSource random, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 500;
    private const int WatchSecondsMin = 300;

    // A server that forgets to end the watch, or a connection that died without a word, is given up so much later.
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(1);

    // Empty: list again.
    private string _resourceVersion = "";
    private int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await ListAndWatchAsync(cancellationToken);
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (ApiException refusal)
            {
                // Only a server that is too busy, or away, has not said anything about the revision.
                if (refusal.Status.Code is not (429 or 500 or 502 or 503))
                {
                    _resourceVersion = "";
                }

                if (refusal.IsGone)
                {
                    LogExpired(source.Description, refusal.Message);
                }
                else
                {
                    LogRefused(source.Description, refusal.Status.Code, refusal.Message);
                }
            }
#pragma warning disable CA1031 // Whatever breaks the connection, the informer goes on: the edge of the loop.
            catch (Exception failure) when (failure is not InformerHandlerException)
#pragma warning restore CA1031
            {
                LogBroken(failure, source.Description);
            }

            await BackOffAsync(cancellationToken);
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        if (_resourceVersion.Length == 0)
        {
            var (items, resourceVersion) = await ListAsync(cancellationToken);
            target.Replace(items, long.Parse(resourceVersion));
            _resourceVersion = resourceVersion;
        }

        var start = time.GetTimestamp();
        var events = await WatchAsync(cancellationToken);
        if (events == 0 && time.GetElapsedTime(start) < ShortWatch)
        {
            // A server that ends every watch at once must not be asked in a tight loop.
            await BackOffAsync(cancellationToken);
        }
    }

    private async Task<int> WatchAsync(CancellationToken cancellationToken)
    {
        var seconds = WatchSecondsMin + random.Next(WatchSecondsMin);
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + WatchGrace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(guard.Token, cancellationToken);
        var options = new WatchOptions { ResourceVersion = _resourceVersion, TimeoutSeconds = seconds };
        var events = 0;
        await foreach (var change in source.WatchAsync(options, both.Token))
        {
            if (change.Type != ChangeType.Bookmark)
            {
                target.Apply(change);
            }

            _resourceVersion = change.Object.Metadata.ResourceVersion;
            target.Advance(long.Parse(_resourceVersion));
            _failures = 0;
            events++;
        }

        return events;
    }

    private async Task<(List<T> Items, string ResourceVersion)> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ListPagesAsync(PageSize, cancellationToken);
        }
        catch (ApiException expired) when (expired.IsGone)
        {
            // The pages took longer than the server keeps the revision: take everything at once.
            return await ListPagesAsync(0, cancellationToken);
        }
    }

    private async Task<(List<T> Items, string ResourceVersion)> ListPagesAsync(int limit, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var options = new ListOptions { Limit = limit };
        while (true)
        {
            var page = await source.ListAsync(options, cancellationToken);
            items.AddRange(page.Items);
            if (page.Continue.Length == 0)
            {
                return (items, page.ResourceVersion);
            }

            options = options with { Continue = page.Continue };
        }
    }

    private async Task BackOffAsync(CancellationToken cancellationToken)
    {
        // Up to twice as long, so that a thousand informers do not come back in one moment.
        var delay = Backoff.ForConnections.Delay(_failures++);
        await Task.Delay(delay + (delay * (random.Next(1000) / 1000.0)), time, cancellationToken);
    }

    [LoggerMessage(9, LogLevel.Debug, "Informer of {Resource}: the last revision seen is no longer kept, listing again: {Reason}")]
    private partial void LogExpired(string resource, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Informer of {Resource}: the server refused with {Code}, trying again: {Reason}")]
    private partial void LogRefused(string resource, int code, string reason);

    [LoggerMessage(11, LogLevel.Information, "Informer of {Resource}: the connection broke, going on from the last revision seen")]
    private partial void LogBroken(Exception failure, string resource);
}
