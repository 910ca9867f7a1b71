using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Replicas;

/// <summary>Three <c>mkube server</c> processes that are one control plane, as a user starts them.</summary>
public sealed class ReplicatedServersTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mk").FullName;
    private readonly Dictionary<string, MkubeProcess> _servers = [];
    private readonly Dictionary<string, int> _ports = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task Two_of_three_servers_go_on_when_one_is_killed_and_it_catches_up()
    {
        await StartAsync("a", "--cluster-init");
        await JoinAsync("b", through: "a");
        await JoinAsync("c", through: "b");

        await Kubectl("a").MustAsync("create configmap through-a", Token);
        (await Kubectl("c").MustAsync("get configmap through-a -o name", Token)).Should().Contain("configmap/through-a");
        await Kubectl("c").MustAsync("create configmap through-c", Token);
        (await Kubectl("b").MustAsync("get configmaps -o name", Token)).Should().Contain("through-a").And.Contain("through-c");

        await _servers["a"].KillAsync(Token);
        await Kubectl("b").MustAsync("create configmap without-a", Token);
        (await Kubectl("c").MustAsync("get configmap without-a -o name", Token)).Should().Contain("without-a");

        // The controllers led from a; somebody else takes their Lease, and acts.
        await Kubectl("c").MustAsync("create namespace later", Token);
        await Kubectl("b").MustAsync("wait serviceaccount/default -n later --for=create --timeout=60s", Token);

        await StartAsync("a");
        (await Kubectl("a").MustAsync("get configmaps -o name", Token)).Should().Contain("without-a");
        await Kubectl("a").MustAsync("create configmap back", Token);
        await _servers["b"].KillAsync(Token);
        (await Kubectl("c").MustAsync("get configmap back -o name", Token)).Should().Contain("back", "a counts again, so that b may go");
    }

    [Fact(Timeout = 180_000)]
    public async Task Only_one_of_several_schedulers_and_controller_managers_leads()
    {
        await StartAsync("a", "--cluster-init");
        await JoinAsync("b", through: "a");

        var holders = await Kubectl("b").MustAsync("get lease -n kube-system -o jsonpath={range.items[*]}{.metadata.name}={.spec.holderIdentity};{end}", Token);

        holders.Should().Contain($"kube-controller-manager={Environment.MachineName}_{_servers["a"].Id}_")
            .And.Contain($"kube-scheduler={Environment.MachineName}_{_servers["a"].Id}_");
        (await _servers["a"].TerminateAsync(Token)).Should().Be(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_joins_needs_a_token_and_is_told_how_to_get_one()
    {
        await StartAsync("a", "--cluster-init");
        string[] join = ["server", "--data-dir", Path.Combine(_directory, "b"), "--join", $"https://127.0.0.1:{_ports["a"]}"];
        var nonsense = Path.Combine(_directory, "nonsense");
        await File.WriteAllTextAsync(nonsense, "nonsense", Token);

        (await Command.RunAsync(Parts.Mkube, join, Token)).MustFail().Should().Contain("--token-file");
        (await Command.RunAsync(Parts.Mkube, [.. join, "--token-file", nonsense], Token)).MustFail().Should().Contain("no token");
        (await Command.RunAsync(Parts.Mkube, ["token", "create", "--data-dir", Path.Combine(_directory, "b")], Token)).MustFail().Should().Contain("--cluster-init");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, server) in _servers)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"server {name}:\n{server.Log}");
            }

            await server.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task JoinAsync(string name, string through)
    {
        var file = Path.Combine(_directory, $"{name}.token");
        await File.WriteAllTextAsync(file, (await Command.RunAsync(Parts.Mkube, ["token", "create", "--data-dir", Path.Combine(_directory, through)], Token)).Must(), Token);
        await StartAsync(name, "--join", $"https://127.0.0.1:{_ports[through]}", "--token-file", file);
    }

    private async Task StartAsync(string name, params string[] flags)
    {
        var isNew = _ports.TryAdd(name, FreePorts.Next());
        string[] peers = isNew ? ["--peer-listen", $"https://127.0.0.1:{FreePorts.Next()}", "--server-name", name] : [];
        _servers[name] = MkubeProcess.Start(["server", "--data-dir", Path.Combine(_directory, name), "--port", $"{_ports[name]}", .. peers, .. flags]);
        await _servers[name].WaitForLineAsync("is ready", Token);
    }

    private RealParts.Kubectl Kubectl(string name) => new(Path.Combine(_directory, name, "kubeconfig"), Path.Combine(_directory, name));
}
