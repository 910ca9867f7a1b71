using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>A <c>kubectl port-forward</c> that runs until it is disposed of.</summary>
internal sealed partial class PortForward : IAsyncDisposable
{
    private readonly Process _process;

    private PortForward(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>On this machine.</summary>
    public int Port { get; }

    public static async Task<PortForward> StartAsync(
        string kubectl, IReadOnlyDictionary<string, string> environment, string words, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(kubectl, words.Split(' ')) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{kubectl} did not start");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Forwarding().Match(line) is { Success: true } match)
            {
                return new PortForward(process, int.Parse(match.Groups[1].ValueSpan));
            }
        }

        throw new InvalidOperationException($"kubectl {words} ended without forwarding");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }

    [GeneratedRegex(@"Forwarding from 127\.0\.0\.1:(\d+)")]
    private static partial Regex Forwarding();
}
