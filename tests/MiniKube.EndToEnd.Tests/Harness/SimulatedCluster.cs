using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

[assembly: AssemblyFixture(typeof(SimulatedCluster))]

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>One <c>mkube up</c> whose nodes only pretend, shared by the tests of clients: what they need is the API.</summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _startLimit = new();
    private readonly Lock _gate = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("mk").FullName;
    private Task<MkubeProcess>? _mkube;

    internal string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    /// <summary>Returns when the cluster runs; the first caller starts it.</summary>
    internal Task EnsureStartedAsync()
    {
        lock (_gate)
        {
            return _mkube ??= StartAsync();
        }
    }

    /// <summary>A kubectl of some version.</summary>
    internal async Task<Kubectl> KubectlAsync(string program)
    {
        await EnsureStartedAsync();
        return new Kubectl(Kubeconfig, _directory, program);
    }

    internal async Task<RawApi> ConnectAsync(CancellationToken cancellationToken)
    {
        await EnsureStartedAsync();
        return await RawApi.ConnectAsync(Kubeconfig, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mkube is not null)
        {
            using var endLimit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
            await using var mkube = await _mkube;
            await mkube.TerminateAsync(endLimit.Token);
            (await Command.RunAsync(Parts.Mkube, ["reset", "--data-dir", _directory], endLimit.Token)).Must();
        }

        _startLimit.Dispose();
    }

    private async Task<MkubeProcess> StartAsync()
    {
        _startLimit.CancelAfter(TimeSpan.FromMinutes(2));
        var mkube = MkubeProcess.Start(
            "up", "--data-dir", _directory, "--kubeconfig", Kubeconfig, "--port", "0", "--kubelet-port", "0", "--runtime", "simulated", "--simulated-nodes", "1");
        await mkube.WaitForLineAsync("is ready", _startLimit.Token);
        return mkube;
    }
}
