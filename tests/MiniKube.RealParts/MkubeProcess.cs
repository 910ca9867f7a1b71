using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace MiniKube.RealParts;

/// <summary>A running <c>mkube</c>, as a user starts it.</summary>
public sealed class MkubeProcess : IAsyncDisposable
{
    // Far more than any start takes; what hangs is told with its log before the test's own time is over.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Lock _gate = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private MkubeProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Receive(line.Data);
        process.Exited += (_, _) => _lines.Writer.TryComplete();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Log
    {
        get
        {
            lock (_gate)
            {
                return _log.ToString();
            }
        }
    }

    public static MkubeProcess Start(params IEnumerable<string> arguments) => StartUnder([], arguments);

    /// <summary>Starts mkube by another program that becomes it, such as <c>ip netns exec</c>.</summary>
    public static MkubeProcess StartUnder(IEnumerable<string> launcher, IEnumerable<string> arguments)
    {
        string[] line = [.. launcher, Parts.Mkube, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new MkubeProcess(Process.Start(start) ?? throw new InvalidOperationException("mkube did not start"));
    }

    /// <summary>Waits until mkube has printed a line that contains the text.</summary>
    /// <exception cref="TimeoutException">It hangs.</exception>
    public async Task WaitForLineAsync(string text, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(Limit);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(end.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException cut) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"mkube hangs and does not print '{text}':\n{Log}", cut);
        }

        throw new InvalidOperationException($"mkube ended before it printed '{text}':\n{Log}");
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitUntilEndedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>kill -9.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>SIGTERM; the exit code once it has ended.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        (await Command.RunAsync("kill", ["-TERM", _process.Id.ToString()], cancellationToken)).Must();
        try
        {
            await _process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException cancelled)
        {
            throw new TimeoutException($"mkube did not end after SIGTERM:\n{Log}", cancelled);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _log.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }
}
