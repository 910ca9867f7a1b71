namespace MiniKube.Controllers.Common;

/// <summary>Does many things in batches of 1, 2, 4, …: when the first fails, not hundreds of requests fail with it.</summary>
internal static class SlowStart
{
    /// <summary>Returns the first failure, when one stopped the row, and how many succeeded.</summary>
    public static async Task<(int Succeeded, Exception? Failure)> RunAsync(int count, Func<Task> action)
    {
        var succeeded = 0;
        for (var batch = 1; succeeded < count; batch *= 2)
        {
            var size = Math.Min(batch, count - succeeded);
            var failures = await Task.WhenAll(Enumerable.Range(0, size).Select(_ => FailureOfAsync(action)));
            succeeded += failures.Count(failure => failure is null);
            if (failures.FirstOrDefault(failure => failure is not null) is { } first)
            {
                return (succeeded, first);
            }
        }

        return (succeeded, null);
    }

    private static async Task<Exception?> FailureOfAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
#pragma warning disable CA1031 // Handed to the caller, so that the others of the batch are still waited for.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return failure;
        }
    }
}
