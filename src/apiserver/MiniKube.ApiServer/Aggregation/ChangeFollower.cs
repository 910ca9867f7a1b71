using Microsoft.Extensions.Logging;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Tells of every change of a range from a revision on.</summary>
internal sealed partial class ChangeFollower(IStore store, TimeProvider time, ILogger<ChangeFollower> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <param name="range">Of which keys.</param>
    /// <param name="after">The last revision that is known already.</param>
    /// <param name="changed">Called for each change, one after the other.</param>
    /// <param name="missed">Called when changes may have been missed: everything has to be looked at again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(KeyRange range, Revision after, Action<KeyEvent> changed, Action missed, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var batch in store.WatchAsync(new WatchRequest(range, after.Next), cancellationToken))
                {
                    foreach (var change in batch.Events)
                    {
                        changed(change);
                    }
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Stopped in order.
            }
#pragma warning disable CA1031 // The loop's edge: everything is looked at again, so nothing is missed.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error, range.Start);
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                after = store.Applied;
                missed();
            }
        }
    }

    [LoggerMessage(3403, LogLevel.Error, "The changes from {Start} on could not be followed; this is tried again")]
    private partial void LogFailed(Exception error, Key start);
}
