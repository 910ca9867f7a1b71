using System.Diagnostics;
using System.Text;

namespace MiniKube.RealParts;

/// <summary>Runs one program to its end.</summary>
public static class Command
{
    // Far more than any takes; what hangs is told by its name before the test's own time is over.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    /// <summary>Runs a program; what it prints and its exit code come back, whatever they are.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="input">What is typed, and then no more.</param>
    /// <param name="typedAfter">What it must have printed before anything is typed; null types at once.</param>
    /// <param name="closedAfter">What it must have printed before its input ends; null ends it at once.</param>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public static async Task<CommandResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null,
        string? typedAfter = null,
        string? closedAfter = null)
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
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Limit);
        var line = $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}";
        var printed = new StringBuilder();
        var complained = new StringBuilder();
        try
        {
            var (typing, closing) = (new Awaited(typedAfter), new Awaited(closedAfter));
            var output = ReadAsync(process.StandardOutput, printed, [typing, closing], end.Token);
            var error = ReadAsync(process.StandardError, complained, [], end.Token);
            _ = await Task.WhenAny(typing.Seen, output);
            await process.StandardInput.WriteAsync((input ?? "").AsMemory(), end.Token);
            await process.StandardInput.FlushAsync(end.Token);
            _ = await Task.WhenAny(closing.Seen, output);
            process.StandardInput.Close();
            await process.WaitForExitAsync(end.Token);
            await Task.WhenAll(output, error);
            return new CommandResult(line, process.ExitCode, printed.ToString(), complained.ToString());
        }
        catch (OperationCanceledException cut) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{line}' hangs, and had printed:\n{printed}\n{complained}", cut);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text, Awaited[] awaited, CancellationToken cancellationToken)
    {
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            text.Append(buffer, 0, read);
            foreach (var one in awaited)
            {
                one.Look(text);
            }
        }
    }

    /// <summary>What a program must have printed; null for nothing.</summary>
    private sealed class Awaited
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly string _text;

        public Awaited(string? text)
        {
            _text = text ?? "";
            Look(new StringBuilder());
        }

        public Task Seen => _seen.Task;

        public void Look(StringBuilder printed)
        {
            if (!_seen.Task.IsCompleted && printed.ToString().Contains(_text, StringComparison.Ordinal))
            {
                _seen.SetResult();
            }
        }
    }
}
