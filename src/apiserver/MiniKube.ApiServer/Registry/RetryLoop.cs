namespace MiniKube.ApiServer.Registry;

/// <summary>A loop that outlives any one failure.</summary>
internal static class RetryLoop
{
    /// <summary>Does something again and again until it is stopped; throws nothing.</summary>
    /// <param name="onceAsync">One round; waits itself for what it waits for.</param>
    /// <param name="failed">Told why a round ended.</param>
    /// <param name="delay">How long it is waited then.</param>
    /// <param name="time">For the wait.</param>
    /// <param name="stop">Ends the loop.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> onceAsync, Action<Exception> failed, TimeSpan delay, TimeProvider time, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await onceAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped in order.
            }
#pragma warning disable CA1031 // The edge of a loop that must outlive any one failure.
            catch (Exception error)
#pragma warning restore CA1031
            {
                failed(error);
                await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
