using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class DeletionTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Background_deletion_takes_the_dependents_afterwards()
    {
        await ApplyWebAsync("web");

        await MustAsync("delete deployment web --cascade=background");

        await MustAsync("wait replicaset,pod -l app=web --for=delete --timeout=60s");
    }

    [Fact]
    public async Task Foreground_deletion_returns_when_the_dependents_are_gone()
    {
        await ApplyWebAsync("web");

        await MustAsync("delete deployment web --cascade=foreground --timeout=90s");

        (await MustAsync("get deployments,replicasets -l app=web -o name")).Should().BeEmpty();
    }

    [Fact]
    public async Task Orphaning_deletion_leaves_the_dependents_without_owner()
    {
        await ApplyWebAsync("web");

        await MustAsync("delete deployment web --cascade=orphan");

        (await MustAsync("get replicasets -l app=web -o name")).Should().StartWith("replicaset.apps/web-");
        await MustAsync(["wait", "replicaset", "-l", "app=web", "--for=jsonpath={.status.readyReplicas}=1", "--timeout=30s"]);
        (await JsonPathAsync("replicasets -l app=web", "{.items[0].metadata.ownerReferences}")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_pod_is_given_its_grace_and_force_does_not_wait()
    {
        await MustAsync("apply -f -", Manifests.ShellPod("polite", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
        await MustAsync("wait pod/polite --for=condition=Ready --timeout=60s");
        await MustAsync("delete pod polite --grace-period=30 --timeout=25s");

        await MustAsync("apply -f -", Manifests.ShellPod("stubborn", "trap '' TERM; while :; do sleep 0.1; done"));
        await MustAsync("wait pod/stubborn --for=condition=Ready --timeout=60s");
        (await Kubectl.RunAsync($"-n {Namespace} delete pod stubborn --force --grace-period=0 --timeout=10s", Token)).Must();
        (await MustFailAsync("get pod stubborn")).Should().Contain("pods \"stubborn\" not found");
    }

    [Fact]
    public async Task A_namespace_goes_with_all_that_is_in_it()
    {
        var other = Namespace + "-gone";
        await MustAsync($"create namespace {other}");
        (await Kubectl.RunAsync($"-n {other} apply -f -", Token, Manifests.Web("web"))).Must();
        (await Kubectl.RunAsync($"-n {other} rollout status deployment/web --timeout=90s", Token)).Must();

        await MustAsync($"delete namespace {other} --timeout=90s");

        (await MustFailAsync($"get namespace {other}")).Should().Contain("not found");
    }
}
