using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

[assembly: AssemblyFixture(typeof(ContainerdCluster))]

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>One <c>mkube up</c> on a private containerd, shared by the tests that only use a cluster.</summary>
public sealed class ContainerdCluster : IAsyncLifetime
{
    /// <summary>The image of the quick start: busybox with a web server.</summary>
    public const string WebImage = "mkube.dev/web:1";

    private readonly CancellationTokenSource _startLimit = new(TimeSpan.FromMinutes(3));
    private MkubeProcess? _mkube;

    // A short path: a unix socket's address holds 108 bytes.
    internal string DataDirectory { get; } = Directory.CreateTempSubdirectory("mk").FullName;

    internal Kubectl Kubectl => new(Path.Combine(DataDirectory, "kubeconfig"), DataDirectory);

    internal Task<RawApi> ConnectAsync(CancellationToken cancellationToken) =>
        RawApi.ConnectAsync(Path.Combine(DataDirectory, "kubeconfig"), cancellationToken);

    internal string Log => _mkube?.Log ?? "";

    public async ValueTask InitializeAsync()
    {
        _mkube = MkubeProcess.Start(Arguments(DataDirectory));
        await _mkube.WaitForLineAsync("ready", _startLimit.Token);
        var make = await Command.RunAsync(Parts.Mkube, ["image", "web", "--data-dir", DataDirectory], _startLimit.Token);
        make.Must();
    }

    public async ValueTask DisposeAsync()
    {
        if (_mkube is not null)
        {
            await _mkube.TerminateAsync(_startLimit.Token);
            await _mkube.DisposeAsync();
        }

        await Command.RunAsync(Parts.Mkube, ["reset", "--data-dir", DataDirectory], CancellationToken.None);
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
}
