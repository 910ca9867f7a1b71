using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

[assembly: AssemblyFixture(typeof(ContainerdCluster))]

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>One <c>mkube up</c> on a private containerd, shared by the tests that only use a cluster.</summary>
public sealed class ContainerdCluster : IAsyncDisposable
{
    /// <summary>The image of the quick start: busybox with a web server.</summary>
    public const string WebImage = "mkube.dev/web:1";

    private readonly CancellationTokenSource _startLimit = new();
    private readonly Lock _gate = new();
    private Task<MkubeProcess>? _mkube;

    // A short path: a unix socket's address holds 108 bytes.
    internal string DataDirectory { get; } = Directory.CreateTempSubdirectory("mk").FullName;

    internal Kubectl Kubectl => new(Path.Combine(DataDirectory, "kubeconfig"), DataDirectory);

    /// <summary>Returns when the cluster runs; the first caller starts it.</summary>
    internal Task EnsureStartedAsync()
    {
        lock (_gate)
        {
            return _mkube ??= StartAsync();
        }
    }

    internal async Task<RawApi> ConnectAsync(CancellationToken cancellationToken)
    {
        await EnsureStartedAsync();
        return await RawApi.ConnectAsync(Path.Combine(DataDirectory, "kubeconfig"), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mkube is not null)
        {
            using var endLimit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
            await using var mkube = await _mkube;
            await mkube.TerminateAsync(endLimit.Token);
            (await Command.RunAsync(Parts.Mkube, ["reset", "--data-dir", DataDirectory], endLimit.Token)).Must();
        }

        _startLimit.Dispose();
    }

    /// <summary>The words that start a cluster of its own in a directory, on free ports.</summary>
    internal static IEnumerable<string> Arguments(string dataDirectory) =>
    [
        "up",
        "--data-dir", dataDirectory,
        "--kubeconfig", Path.Combine(dataDirectory, "kubeconfig"),
        "--port", "0",
        "--kubelet-port", "0",
        "--runtime", "containerd",
    ];

    private async Task<MkubeProcess> StartAsync()
    {
        _startLimit.CancelAfter(TimeSpan.FromMinutes(3));
        var mkube = MkubeProcess.Start(Arguments(DataDirectory));
        await mkube.WaitForLineAsync("is ready", _startLimit.Token);
        (await Command.RunAsync(Parts.Mkube, ["image", "web", "--data-dir", DataDirectory], _startLimit.Token)).Must();
        return mkube;
    }
}
