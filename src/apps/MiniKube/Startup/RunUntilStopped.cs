using MiniKube.Hosting.Components;
using Spectre.Console;

namespace MiniKube.Startup;

/// <summary>Keeps a command alive until SIGTERM, SIGINT or the failure of a component.</summary>
internal static class RunUntilStopped
{
    private const int LineLengthMax = 1 << 16;

    /// <returns>0 when it was told to stop, 1 when a component failed.</returns>
    public static async Task<int> WaitAsync(this ComponentGroup group, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);
        GiveBackWhatTheStartTook();
        var ended = await Task.WhenAny(group.Failed, stopped.Task);
        return ended == stopped.Task ? 0 : 1;
    }

    /// <summary>
    /// A start leaves twice as much garbage as it makes objects that stay, and an idle process would keep it for hours. Collected once, it
    /// costs some milliseconds after the process has said that it is ready.
    /// </summary>
    private static void GiveBackWhatTheStartTook() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Runs a command; a failure that the user can mend is told in a sentence, without a stack trace.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> runAsync, CancellationToken stop)
    {
        try
        {
            return await runAsync();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
#pragma warning disable CA1031 // The edge of the program: the message is for a person, the exit code for scripts.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            if (Console.IsErrorRedirected)
            {
                // One line, for who searches in it.
                console.Profile.Width = LineLengthMax;
            }

            console.MarkupLineInterpolated($"[red]mkube: {broken.Message}[/]");
            if (Environment.GetEnvironmentVariable("MKUBE_DEBUG") is { Length: > 0 })
            {
                await Console.Error.WriteLineAsync(broken.ToString());
            }

            return 1;
        }
    }
}
