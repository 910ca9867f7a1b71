using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Components;

/// <summary>Every component as a process of its own, each with nothing but a kubeconfig.</summary>
public sealed class SeparateComponentsTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mk").FullName;
    private readonly List<MkubeProcess> _processes = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Kubeconfig => Path.Combine(_directory, "kubeconfig");

    private RealParts.Kubectl Kubectl => new(Kubeconfig, _directory);

    [Fact(Timeout = 180_000)]
    public async Task A_deployment_runs_on_components_that_only_share_the_api()
    {
        await StartAndWaitAsync("is ready", "apiserver", "--data-dir", _directory, "--port", "0");
        Start("controller-manager", "--kubeconfig", await KubeconfigAsync("--user", "system:kube-controller-manager"));
        Start("scheduler", "--kubeconfig", await KubeconfigAsync("--user", "system:kube-scheduler"));
        var node = await KubeconfigAsync("--node", "worker-1");
        await StartAndWaitAsync(
            "is ready", "kubelet", "--kubeconfig", node, "--node-name", "worker-1", "--runtime", "simulated", "--data-dir", Path.Combine(_directory, "worker-1"));

        await Kubectl.MustAsync("apply -f -", Token, Manifests.Web("web", replicas: 3));
        await Kubectl.MustAsync("rollout status deployment/web --timeout=90s", Token);

        (await Kubectl.MustAsync("get pods -o jsonpath={.items[*].spec.nodeName}", Token)).Split(' ').Should().AllBe("worker-1");
        (await Kubectl.MustAsync("get lease -n kube-system -o name", Token))
            .Should().Contain("lease.coordination.k8s.io/kube-scheduler").And.Contain("lease.coordination.k8s.io/kube-controller-manager");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_second_controller_manager_takes_over_when_the_first_ends()
    {
        await StartAndWaitAsync("is ready", "apiserver", "--data-dir", _directory, "--port", "0");
        var first = Start("controller-manager", "--kubeconfig", Kubeconfig);
        await WaitForHolderAsync(holder => holder.Length > 0);
        Start("controller-manager", "--kubeconfig", Kubeconfig);
        var before = await HolderAsync();

        (await first.TerminateAsync(Token)).Should().Be(0);
        await WaitForHolderAsync(holder => holder.Length > 0 && holder != before);

        await Kubectl.MustAsync("create namespace later", Token);
        await Kubectl.MustAsync("wait serviceaccount/default -n later --for=create --timeout=30s", Token);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_joins_by_a_token_and_starts_again_without_it()
    {
        await StartAndWaitAsync("is ready", "apiserver", "--data-dir", _directory, "--port", "0");
        Start(
            "controller-manager", "--kubeconfig", await KubeconfigAsync("--user", "system:kube-controller-manager"),
            "--cluster-signing-cert-file", Path.Combine(_directory, "pki", "ca.crt"), "--cluster-signing-key-file", Path.Combine(_directory, "pki", "ca.key"));
        var bootstrap = Path.Combine(_directory, "bootstrap.kubeconfig");
        await File.WriteAllTextAsync(bootstrap, (await RunAsync("kubeconfig", "--bootstrap", "--data-dir", _directory)).Must(), Token);
        string[] words =
        [
            "kubelet", "--kubeconfig", Path.Combine(_directory, "worker-1.kubeconfig"), "--node-name", "worker-1", "--runtime", "simulated",
            "--data-dir", Path.Combine(_directory, "worker-1"),
        ];

        var node = Start([.. words, "--bootstrap-kubeconfig", bootstrap]);
        await node.WaitForLineAsync("is ready", Token);
        await Kubectl.MustAsync("wait --for=condition=Ready node/worker-1 --timeout=60s", Token);
        (await Kubectl.MustAsync("get csr --no-headers", Token)).Should().MatchRegex("kubernetes.io/kube-apiserver-client-kubelet +system:bootstrap:[a-z0-9]{6} +.*Approved,Issued");
        (await new RealParts.Kubectl(words[2], _directory).MustAsync("auth whoami -o jsonpath={.status.userInfo.username}", Token)).Should().Be("system:node:worker-1");

        await Kubectl.MustAsync("delete secret -n kube-system --field-selector type=bootstrap.kubernetes.io/token", Token);
        (await node.TerminateAsync(Token)).Should().Be(0);
        await StartAndWaitAsync("is ready", words);
        File.Delete(words[2]);
        (await RunAsync(words)).MustFail().Should().Contain("--bootstrap-kubeconfig");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_node_that_has_joined_serves_under_a_certificate_that_the_cluster_has_signed()
    {
        await StartAndWaitAsync("is ready", "server", "--data-dir", _directory, "--port", "0");
        var bootstrap = Path.Combine(_directory, "bootstrap.kubeconfig");
        await File.WriteAllTextAsync(bootstrap, (await RunAsync("kubeconfig", "--bootstrap", "--data-dir", _directory)).Must(), Token);
        var node = Path.Combine(_directory, "n");
        try
        {
            await StartAndWaitAsync(
                "is ready", "agent", "--kubeconfig", Path.Combine(_directory, "n.kubeconfig"), "--bootstrap-kubeconfig", bootstrap,
                "--node-name", "worker-1", "--kubelet-port", "0", "--data-dir", node);
            (await RunAsync("image", "web", "--data-dir", node)).Must();
            await Kubectl.MustAsync($"run web --image {ContainerdCluster.WebImage}", Token);
            await Kubectl.MustAsync("wait --for=condition=Ready pod/web --timeout=60s", Token);
            await Kubectl.MustAsync("wait --for=jsonpath={.status.certificate} csr --field-selector spec.signerName=kubernetes.io/kubelet-serving --timeout=60s", Token);

            (await Kubectl.MustAsync("exec web -- busybox hostname", Token)).Trim().Should().Be("web");
        }
        finally
        {
            (await RunAsync("reset", "--data-dir", node)).Must();
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Commands_say_what_is_wrong_and_what_to_do()
    {
        (await RunAsync("controller-manager", "--kubeconfig", "x", "--cluster-signing-key-file", "y")).MustFail().Should().Contain("--cluster-signing-cert-file");
        (await RunAsync("controller-manager", "--kubeconfig", "x", "--legacy-service-account-token-clean-up-period", "0s")).MustFail().Should().Contain("8760h");
        (await RunAsync("up", "--port", "70000")).MustFail().Should().Contain("give a number from 0 to 65535");
        (await RunAsync("kubelet", "--kubeconfig", "/no/such/file")).MustFail().Should().Contain("--containerd-socket");
        (await RunAsync("scheduler", "--kubeconfig", "/no/such/file")).MustFail().Should().Contain("/no/such/file");
        (await RunAsync("image", "web", "--data-dir", _directory)).MustFail().Should().Contain("mkube up");
        (await RunAsync("reset", "--data-dir", _directory)).MustFail().Should().Contain("not a data directory");
        (await RunAsync("up", "--runtime", "magic")).MustFail().Should().Contain("containerd").And.Contain("simulated");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static Task<CommandResult> RunAsync(params IEnumerable<string> arguments) => Command.RunAsync(Parts.Mkube, arguments, Token);

    private MkubeProcess Start(params IEnumerable<string> arguments)
    {
        var process = MkubeProcess.Start(arguments);
        _processes.Add(process);
        return process;
    }

    private Task StartAndWaitAsync(string line, params IEnumerable<string> arguments) => Start(arguments).WaitForLineAsync(line, Token);

    private async Task<string> KubeconfigAsync(string option, string name)
    {
        var printed = (await RunAsync("kubeconfig", option, name, "--data-dir", _directory)).Must();
        var path = Path.Combine(_directory, name.Replace(':', '-') + ".kubeconfig");
        await File.WriteAllTextAsync(path, printed, Token);
        return path;
    }

    private async Task<string> HolderAsync() =>
        await Kubectl.MustAsync("get lease -n kube-system kube-controller-manager -o jsonpath={.spec.holderIdentity}", Token);

    private async Task WaitForHolderAsync(Func<string, bool> isIt)
    {
        using var api = await RawApi.ConnectAsync(Kubeconfig, Token);
        using var response = await api.Http.GetAsync(
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases?watch=true&fieldSelector=metadata.name%3Dkube-controller-manager",
            HttpCompletionOption.ResponseHeadersRead,
            Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            var holder = System.Text.Json.Nodes.JsonNode.Parse(line)!["object"]!["spec"]?["holderIdentity"]?.GetValue<string>() ?? "";
            if (isIt(holder))
            {
                return;
            }
        }

        throw new InvalidOperationException("the watch of the lease ended");
    }
}
