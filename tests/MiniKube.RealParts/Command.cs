using System.Diagnostics;
using System.Text;

namespace MiniKube.RealParts;

/// <summary>Runs one program to its end.</summary>
public static class Command
{
    /// <summary>Runs a program; what it prints and its exit code come back, whatever they are.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="input">What is typed, and then no more.</param>
    /// <param name="typedAfter">What it must have printed before anything is typed; null types at once.</param>
    public static async Task<CommandResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null,
        string? typedAfter = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
        try
        {
            var prompted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var output = ReadAsync(process.StandardOutput, typedAfter, prompted, cancellationToken);
            var error = ReadAsync(process.StandardError, null, null, cancellationToken);
            if (typedAfter is not null)
            {
                _ = await Task.WhenAny(prompted.Task, output);
            }

            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult($"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, string? awaited, TaskCompletionSource? seen, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            text.Append(buffer, 0, read);
            if (awaited is not null && seen is { Task.IsCompleted: false } && text.ToString().Contains(awaited, StringComparison.Ordinal))
            {
                seen.SetResult();
            }
        }

        return text.ToString();
    }
}
