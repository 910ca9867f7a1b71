using System.Diagnostics;

namespace MiniKube.Hosting.Containerd;

/// <summary>Runs a program of the machine to its end.</summary>
internal static class CommandRunner
{
    /// <summary>Returns what it printed.</summary>
    /// <exception cref="IOException">It failed; the message has its complaint.</exception>
    public static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = ContainerdPrerequisites.SearchPath;
        using var process = Process.Start(start) ?? throw new IOException($"{program} could not be started.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var complaint = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new IOException($"{program} {string.Join(' ', arguments)} failed with {process.ExitCode}: {(await complaint).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
