using MiniKube.EndToEnd.Tests.Harness;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class RolloutTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Scale_goes_up_and_down_and_checks_the_current_size()
    {
        await ApplyWebAsync("web");

        await MustAsync("scale deployment web --replicas=3 --current-replicas=1");
        await MustAsync("rollout status deployment/web --timeout=90s");
        (await JsonPathAsync("deployment web", "{.status.availableReplicas}")).Should().Be("3");

        (await MustFailAsync("scale deployment web --replicas=5 --current-replicas=1")).Should().Contain("Expected replicas to be 1, was 3");
        await MustAsync("scale deployment web --replicas=0");
        await MustAsync("wait pod -l app=web --for=delete --timeout=60s");
    }

    [Fact]
    public async Task A_rollout_has_a_history_and_can_be_undone()
    {
        await ApplyWebAsync("web", greeting: "first");
        await ApplyWebAsync("web", greeting: "second");

        var history = await MustAsync("rollout history deployment/web");
        history.Should().MatchRegex(@"(?m)^1 ").And.MatchRegex(@"(?m)^2 ");
        (await MustAsync("rollout history deployment/web --revision=1")).Should().Contain("first");

        await MustAsync("rollout undo deployment/web");
        await MustAsync("rollout status deployment/web --timeout=90s");

        (await JsonPathAsync("deployment web", "{.spec.template.spec.containers[0].env[0].value}")).Should().Be("first");
        (await MustAsync("rollout history deployment/web")).Should().MatchRegex(@"(?m)^3 ").And.NotMatchRegex(@"(?m)^1 ");
    }

    [Fact]
    public async Task A_paused_rollout_waits_for_resume()
    {
        await ApplyWebAsync("web", greeting: "first");
        var before = await JsonPathAsync("pods -l app=web", "{.items[*].metadata.name}");

        await MustAsync("rollout pause deployment/web");
        await MustAsync("set env deployment/web GREETING=second");
        await MustAsync(["wait", "deployment/web", "--for=jsonpath={.status.conditions[?(@.type==\"Progressing\")].reason}=DeploymentPaused", "--timeout=30s"]);
        (await JsonPathAsync("pods -l app=web", "{.items[*].metadata.name}")).Should().Be(before);

        await MustAsync("rollout resume deployment/web");
        await MustAsync("rollout status deployment/web --timeout=90s");
        (await JsonPathAsync("deployment web", "{.status.updatedReplicas}")).Should().Be("1");
        await MustAsync($"wait pod/{before} --for=delete --timeout=60s");
    }

    [Fact]
    public async Task Restart_replaces_the_pods_without_losing_availability()
    {
        await ApplyWebAsync("web", replicas: 2);
        var before = (await JsonPathAsync("pods -l app=web", "{.items[*].metadata.name}")).Split(' ');

        await MustAsync("rollout restart deployment/web");
        await MustAsync("rollout status deployment/web --timeout=90s");
        await MustAsync($"wait pod {string.Join(' ', before)} --for=delete --timeout=60s");

        (await JsonPathAsync("deployment web", "{.status.availableReplicas}")).Should().Be("2");
    }
}
