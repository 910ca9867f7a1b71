using System.Diagnostics;
using System.Text;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>The example's operator as a process beside the cluster, with a service account's rights and no others.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OperatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data);
        _process.Exited += (_, _) => _serves.TrySetException(new InvalidOperationException($"The operator ended:\n{Log}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Returns when it serves its webhook and the definition knows its certificate.</summary>
    public static async Task<OperatorProcess> StartAsync(string kubeconfig, string url, CancellationToken cancellationToken)
    {
        // Built with these tests, beside them: artifacts/bin/<project>/<configuration>.
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(here.Parent!.Parent!.FullName, "SiteOperator", here.Name, "SiteOperator");
        var started = new OperatorProcess(new ProcessStartInfo(program, ["--kubeconfig", kubeconfig, "--listen", url, "--image", ContainerdCluster.WebImage])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        await started._serves.Task.WaitAsync(cancellationToken);
        return started;
    }

    /// <summary>Makes a kubeconfig whose only user is a service account.</summary>
    public static async Task<string> WriteKubeconfigAsync(Kubectl kubectl, string from, string @namespace, string account, CancellationToken cancellationToken)
    {
        var token = (await kubectl.MustAsync($"-n {@namespace} create token {account} --duration 1h", cancellationToken)).Trim();
        var file = $"{from}.{account}";
        File.Copy(from, file, overwrite: true);
        await kubectl.MustAsync($"--kubeconfig {file} config set-credentials {account} --token={token}", cancellationToken);
        var context = (await kubectl.MustAsync($"--kubeconfig {file} config current-context", cancellationToken)).Trim();
        await kubectl.MustAsync($"--kubeconfig {file} config set-context {context} --user={account}", cancellationToken);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }

        if (line?.Contains("site-operator serves", StringComparison.Ordinal) == true)
        {
            _serves.TrySetResult();
        }
    }
}
