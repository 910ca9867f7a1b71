namespace MiniKube.Client.Tests.Fakes;

/// <summary>Waits until something is so, or the test is cancelled.</summary>
public static class Eventually
{
    public static async Task IsTrue(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    public static async Task Ended(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
