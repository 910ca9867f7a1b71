using Spectre.Console;

namespace MiniKube.Startup;

/// <summary>Tells the user what is being started and how long it took: a spinner on a terminal, plain lines elsewhere.</summary>
internal sealed class StartupProgress(IAnsiConsole console, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Runs one step of the start.</summary>
    public async Task<T> StepAsync<T>(string what, Func<Task<T>> runAsync)
    {
        var start = time.GetTimestamp();
        var result = console.Profile.Capabilities.Interactive
            ? await console.Status().StartAsync(Markup.Escape(what), _ => runAsync())
            : await runAsync();
        console.MarkupLineInterpolated($"[green]✓[/] {what} [grey]({time.GetElapsedTime(start).TotalMilliseconds:0} ms)[/]");
        return result;
    }

    public Task StepAsync(string what, Func<Task> runAsync) => StepAsync(what, async () =>
    {
        await runAsync();
        return true;
    });

    /// <summary>Ends the start: how long it took, and what to do next.</summary>
    public void Ready(string what, string kubeconfig)
    {
        console.MarkupLineInterpolated($"[bold]{what} is ready[/] after {time.GetElapsedTime(_start).TotalSeconds:0.00} s. Use it with:");
        console.WriteLine();
        console.WriteLine($"    export KUBECONFIG={kubeconfig}");
        console.WriteLine("    kubectl get nodes");
        console.WriteLine();
    }
}
