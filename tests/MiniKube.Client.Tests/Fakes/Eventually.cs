using Microsoft.Extensions.Time.Testing;

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

    /// <summary>Moves the clock step by step until something is so; between two steps, what became due gets its turn.</summary>
    public static async Task IsTrue(Func<bool> condition, FakeTimeProvider time, TimeSpan step, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            time.Advance(step);
            for (var turn = 0; turn < 20; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    public static async Task Ended(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
