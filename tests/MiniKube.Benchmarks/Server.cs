using System.Globalization;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks;

/// <summary>The published binary as a process of its own, reached over TLS: what a client of it sees.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly string _directory;
    private readonly MkubeProcess _process;

    private Server(string directory, MkubeProcess process, RawApi api)
    {
        _directory = directory;
        _process = process;
        Api = api;
    }

    public RawApi Api { get; }

    /// <summary>The administrator's.</summary>
    public string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    /// <summary>Starts an API server on an empty directory.</summary>
    public static async Task<Server> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        var process = MkubeProcess.Start("apiserver", "--data-dir", directory, "--port", "0", "--log-level", "Warning");
        await process.WaitForLineAsync("is ready", cancellationToken);
        var server = new Server(directory, process, await RawApi.ConnectAsync(Path.Combine(directory, "kubeconfig"), cancellationToken));

        // Without the controllers nobody else makes the account that pods run as.
        await server.Api.SendAsync(
            HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", cancellationToken, """{"metadata":{"name":"default"}}""");
        return server;
    }

    /// <summary>A client with connections of its own.</summary>
    public Task<RawApi> ConnectAsync(CancellationToken cancellationToken) =>
        RawApi.ConnectAsync(Kubeconfig, cancellationToken);

    /// <summary>Bytes the server has allocated since it started, from its own metrics.</summary>
    public Task<double> AllocatedBytesAsync(CancellationToken cancellationToken) =>
        MetricAsync("dotnet_gc_allocated_bytes_total", cancellationToken);

    /// <summary>CPU seconds of the server since it started.</summary>
    public Task<double> CpuSecondsAsync(CancellationToken cancellationToken) => MetricAsync("process_cpu_seconds_total", cancellationToken);

    /// <summary>The most memory the server has held, in bytes (VmHWM).</summary>
    public long PeakMemoryBytes => Memory("VmHWM");

    /// <summary>The memory the server holds, in bytes (VmRSS).</summary>
    public long MemoryBytes => Memory("VmRSS");

    /// <summary>Makes <see cref="PeakMemoryBytes"/> count from now on.</summary>
    public void ResetPeakMemory() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<double> MetricAsync(string name, CancellationToken cancellationToken)
    {
        var metrics = await Api.SendAsync(HttpMethod.Get, "/metrics", cancellationToken);
        var line = metrics.Body.Split('\n').FirstOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"the server has no metric {name}");
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private long Memory(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
