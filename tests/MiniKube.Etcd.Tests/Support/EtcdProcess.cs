using System.Diagnostics;
using System.Net.Sockets;
using MiniKube.RealParts;

namespace MiniKube.Etcd.Tests.Support;

/// <summary>A real etcd of one member, with a directory of its own that is gone after the test.</summary>
internal sealed class EtcdProcess : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string[] _more;
    private Process _process;

    private EtcdProcess(string directory, Uri address, string[] more)
    {
        _directory = directory;
        _more = more;
        Address = address;
        _process = Launch();
    }

    public Uri Address { get; }

    public static async Task<EtcdProcess> StartAsync(CancellationToken cancellationToken, string scheme = "http", params string[] more)
    {
        var directory = Directory.CreateTempSubdirectory("minikube-etcd-").FullName;
        var etcd = new EtcdProcess(directory, new Uri($"{scheme}://127.0.0.1:{FreePorts.Next()}"), more);
        try
        {
            await etcd.WaitUntilListeningAsync(cancellationToken);
            return etcd;
        }
        catch
        {
            await etcd.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9, then the same again on what it left.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        _process = Launch();
        await WaitUntilListeningAsync(cancellationToken);
    }

    public async Task StopAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private Process Launch()
    {
        var client = Address.GetLeftPart(UriPartial.Authority);
        var peer = $"http://127.0.0.1:{FreePorts.Next()}";
        string[] arguments =
        [
            "--data-dir", Path.Combine(_directory, "data"),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}",
            "--heartbeat-interval", "20", "--election-timeout", "200", "--logger", "zap", "--log-level", "fatal",
            .. _more,
        ];
        var start = new ProcessStartInfo(Parts.Etcd, arguments) { UseShellExecute = false, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("etcd did not start");

        // Read away, so that it is never held up by what nobody reads.
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"etcd ended with {_process.ExitCode}");
            }

            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(Address.Host, Address.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
    }
}
