using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;

namespace MiniKube.Client.Queues;

/// <summary>Works off a queue with several workers; what fails comes again later.</summary>
public sealed partial class ReconcilerHost<TKey>(string name, WorkQueue<TKey> queue, IReconciler<TKey> reconciler, int workers, ILogger logger)
    where TKey : notnull
{
    /// <summary>Runs until cancelled; then waits for the reconciliations under way to notice.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(cancellationToken)));
        }
        finally
        {
            queue.Stop();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (await queue.GetAsync(cancellationToken) is { } item)
        {
            try
            {
                await ReconcileAsync(item.Key, cancellationToken);
            }
            finally
            {
                queue.Done(item.Key);
            }
        }
    }

    private async Task ReconcileAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            var result = await reconciler.ReconcileAsync(key, cancellationToken);
            if (result.IsRetry)
            {
                queue.AddRateLimited(key);
                return;
            }

            queue.Forget(key);
            if (result.RequeueAfter is { } delay)
            {
                queue.AddAfter(key, delay);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ApiException refusal) when (refusal.IsConflict)
        {
            // Somebody else was faster; the cache will show what they wrote.
            LogConflict(name, key, refusal.Message);
            queue.AddRateLimited(key);
        }
#pragma warning disable CA1031 // One object that cannot be reconciled must not stop the others: the edge of the loop.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(failure, name, key, queue.FailureCount(key) + 1);
            queue.AddRateLimited(key);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{Controller}: {Key} was changed by somebody else, trying again: {Reason}")]
    private partial void LogConflict(string controller, TKey key, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Controller}: reconciling {Key} failed, attempt {Attempt}; trying again later")]
    private partial void LogFailed(Exception failure, string controller, TKey key, int attempt);
}
