using System.Diagnostics;

namespace MiniKube.Benchmarks.Floods;

/// <summary>
/// The flooding client as a process of its own, so that nothing of the other user's client waits behind it there. What it takes of the machine is told
/// beside the result.
/// </summary>
internal sealed class FloodProcess : IAsyncDisposable
{
    /// <summary>Printed when the flood is in full flow.</summary>
    public const string AnsweredLine = "answered";

    private readonly Process _process;

    private FloodProcess(Process process) => _process = process;

    public static FloodProcess Start(string kubeconfig, Version version)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Flooder.Command, kubeconfig, version.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new FloodProcess(Process.Start(start) ?? throw new InvalidOperationException("the flood did not start"));
    }

    public async Task WaitUntilAnsweredAsync(CancellationToken cancellationToken)
    {
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) != AnsweredLine)
        {
            throw new InvalidOperationException("the flood ended before it was answered");
        }
    }

    public async Task<FloodResult> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        var line = "";
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } next)
        {
            line = next;
        }

        return FloodResult.Parse(line);
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
}
