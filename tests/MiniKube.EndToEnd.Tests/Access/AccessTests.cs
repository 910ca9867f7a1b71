using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Access;

/// <summary>Rights as a kubectl user meets them, on a simulated cluster.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mk").FullName;
    private MkubeProcess _mkube = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RealParts.Kubectl Kubectl => new(Path.Combine(_directory, "kubeconfig"), _directory);

    public async ValueTask InitializeAsync()
    {
        _mkube = MkubeProcess.Start("up", "--runtime", "simulated", "--data-dir", _directory, "--port", "0");
        await _mkube.WaitForLineAsync("is ready", Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _mkube.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_tells_and_gives_rights()
    {
        await Kubectl.MustAsync("create role reader --verb=get,list --resource=pods,pods/log -n default", Token);
        await Kubectl.MustAsync("create rolebinding ann-reads --role=reader --user=ann -n default", Token);

        (await Kubectl.MustAsync("auth can-i list pods --as ann", Token)).Trim().Should().Be("yes");
        (await Kubectl.RunAsync("auth can-i delete pods --as ann", Token)).ExitCode.Should().Be(1);
        (await Kubectl.RunAsync("auth can-i list pods --as ann -n kube-system", Token)).ExitCode.Should().Be(1);
        var list = await Kubectl.MustAsync("auth can-i --list --as ann", Token);
        list.Should().Contain("pods/log").And.Contain("selfsubjectaccessreviews.authorization.k8s.io").And.Contain("[/healthz]");
        (await Kubectl.RunAsync("get secrets --as ann", Token)).MustFail().Should().Contain(
            "secrets is forbidden: User \"ann\" cannot list resource \"secrets\" in API group \"\" in the namespace \"default\"");
        (await Kubectl.MustAsync("auth whoami --as ann --as-group devs", Token)).Should().Contain("ann").And.Contain("devs").And.Contain("system:authenticated");
        (await Kubectl.RunAsync("auth can-i get secrets/s --as system:node:n --as-group system:nodes", Token)).ExitCode.Should().Be(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_token_of_a_service_account_has_the_rights_of_the_account()
    {
        await Kubectl.MustAsync("create serviceaccount robot", Token);
        await Kubectl.MustAsync("create rolebinding robot-edits --clusterrole=edit --serviceaccount=default:robot", Token);
        var token = (await Kubectl.MustAsync("create token robot --duration 10m", Token)).Trim();
        var server = (await Kubectl.MustAsync("config view --raw -o jsonpath={.clusters[0].cluster.server}", Token)).Trim();
        var robot = $"--server={server} --insecure-skip-tls-verify --token={token} --kubeconfig=/dev/null";

        (await Kubectl.MustAsync($"auth can-i create deployments {robot}", Token)).Trim().Should().Be("yes");
        (await Kubectl.MustAsync($"create configmap made --from-literal=a=b {robot}", Token)).Should().Contain("created");
        (await Kubectl.RunAsync($"get nodes {robot}", Token)).MustFail().Should().Contain("User \"system:serviceaccount:default:robot\" cannot list resource \"nodes\"");
        await Kubectl.MustAsync("delete serviceaccount robot", Token);
        (await Kubectl.RunAsync($"get configmaps {robot}", Token)).MustFail().Should().Contain("Unauthorized");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_cluster_works_with_no_component_refused_anything()
    {
        await Kubectl.MustAsync("apply -f -", Token, Manifests.Web("web", replicas: 2));
        await Kubectl.MustAsync("rollout status deployment/web --timeout=90s", Token);
        await Kubectl.MustAsync("set image deployment/web web=busybox:2", Token);
        await Kubectl.MustAsync("rollout status deployment/web --timeout=90s", Token);
        await Kubectl.MustAsync("create namespace short", Token);
        await Kubectl.MustAsync("create configmap c -n short", Token);
        await Kubectl.MustAsync("delete namespace short --timeout=60s", Token);
        await Kubectl.MustAsync("delete deployment web --cascade=foreground --timeout=60s", Token);

        var log = await File.ReadAllTextAsync(Path.Combine(_directory, "mkube.log"), Token);
        log.Should().NotContain("forbidden");
    }
}
