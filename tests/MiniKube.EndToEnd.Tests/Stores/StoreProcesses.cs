using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Stores;

/// <summary>Real <c>mkube store</c> processes on loopback, made and asked as an operator does it.</summary>
internal sealed class StoreProcesses : IAsyncDisposable
{
    private readonly Dictionary<string, MkubeProcess> _running = [];
    private readonly Dictionary<string, string> _clients = [];
    private readonly Dictionary<string, string> _peers = [];

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("mk").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string CertificateDirectory => PathOf("certificates");

    public string PathOf(string name) => Path.Combine(Directory, name);

    public string ClientAddressOf(string name) => Address(_clients, "http", name);

    public string PeerAddressOf(string name) => Address(_peers, "https", name);

    public string InitialCluster(params IEnumerable<string> names) => string.Join(',', names.Select(name => $"{name}={PeerAddressOf(name)}"));

    /// <summary>Begins a cluster.</summary>
    public async Task BeginAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await MustAsync("member", "certificate", "--ca-dir", CertificateDirectory, "--name", name, "--initial-cluster", InitialCluster(names));
        }

        foreach (var name in names)
        {
            await StartAsync(name, name, "--initial-cluster", InitialCluster(names));
        }
    }

    /// <summary>Makes a certificate for who is added or restored, and starts it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="identity">As <c>cluster/member</c>.</param>
    /// <param name="flags">How it starts.</param>
    public async Task StartCertifiedAsync(string name, string identity, params string[] flags)
    {
        await MustAsync("member", "certificate", "--ca-dir", CertificateDirectory, "--member", identity);
        await StartAsync(name, identity.Split('/')[1], flags);
    }

    public async Task StartAsync(string name, string certificate, params string[] flags)
    {
        _running[name] = MkubeProcess.Start(
            [
                "store", "--name", name, "--data-dir", PathOf(name), "--etcd-listen", ClientAddressOf(name), "--peer-listen", PeerAddressOf(name),
                "--peer-cert-file", Path.Combine(CertificateDirectory, $"{certificate}.crt"), "--peer-key-file", Path.Combine(CertificateDirectory, $"{certificate}.key"),
                "--peer-ca-file", Path.Combine(CertificateDirectory, "peer-ca.crt"), .. flags,
            ]);
        await _running[name].WaitForLineAsync("The store is up", Token);
    }

    public async Task KillAsync(string name)
    {
        await _running[name].KillAsync(Token);
        await _running[name].DisposeAsync();
        _running.Remove(name);
    }

    /// <summary>The process stands still; it ends with the test.</summary>
    public async Task SuspendAsync(string name) => (await Command.RunAsync("kill", ["-STOP", $"{_running[name].Id}"], Token)).Must();

    public async Task<string> MustAsync(params string[] arguments) => (await RunAsync(arguments)).Must();

    public Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(Parts.Mkube, arguments, Token);

    /// <summary>A command on members, asked of one that runs.</summary>
    public Task<CommandResult> MemberAsync(string through, params string[] arguments) => RunAsync(["member", .. arguments, "--endpoint", ClientAddressOf(through)]);

    /// <summary>Repeats what an operator is told to repeat, until the time of the test is over.</summary>
    public async Task<string> MemberUntilDoneAsync(string through, params string[] arguments)
    {
        while (true)
        {
            var result = await MemberAsync(through, arguments);
            if (result.ExitCode == 0)
            {
                return result.Output;
            }

            Token.ThrowIfCancellationRequested();
        }
    }

    public async Task<string> EtcdctlAsync(string through, params string[] arguments) => (await Command.RunAsync(
        Parts.Etcdctl, ["--endpoints", ClientAddressOf(through), "--command-timeout", "20s", .. arguments], Token, new Dictionary<string, string> { ["ETCDCTL_API"] = "3" })).Must();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values)
        {
            await process.DisposeAsync();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static string Address(Dictionary<string, string> known, string scheme, string name)
    {
        if (!known.TryGetValue(name, out var address))
        {
            known[name] = address = $"{scheme}://127.0.0.1:{FreePorts.Next()}";
        }

        return address;
    }
}
