using k8s;
using k8s.Models;

namespace MiniKube.Testing.Tests;

public sealed class TestClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_deployment_of_three_becomes_available_on_simulated_nodes()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 3 }, Token);
        var cpuAtStart = Environment.CpuUsage.TotalTime;

        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(Web(replicas: 3), "default", cancellationToken: Token);
        var web = await cluster.WaitForAsync<V1Deployment>("default", "web", web => web.Status?.AvailableReplicas == 3, Token);

        (Environment.CpuUsage.TotalTime - cpuAtStart).Should().BeLessThan(TimeSpan.FromSeconds(1), "of process time, whatever else the machine does");
        web.Status.UpdatedReplicas.Should().Be(3);
        var pods = await cluster.Client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Token);
        pods.Items.Select(pod => pod.Spec.NodeName).Should().OnlyHaveUniqueItems("the scheduler spreads siblings");
    }

    [Fact(Timeout = 60_000)]
    public async Task Two_clusters_in_one_process_do_not_see_each_other()
    {
        await using var first = await TestCluster.StartAsync(cancellationToken: Token);
        await using var second = await TestCluster.StartAsync(cancellationToken: Token);

        await first.Client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = "only-here" } }, cancellationToken: Token);

        (await first.Client.CoreV1.ListNamespaceAsync(cancellationToken: Token)).Items.Should().Contain(item => item.Metadata.Name == "only-here");
        (await second.Client.CoreV1.ListNamespaceAsync(cancellationToken: Token)).Items.Should().NotContain(item => item.Metadata.Name == "only-here");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deployment_is_rolled_over_scaled_and_deleted_with_its_pods()
    {
        await using var cluster = await TestCluster.StartAsync(cancellationToken: Token);
        await cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(Web(replicas: 2), "default", cancellationToken: Token);
        var web = await cluster.WaitForAsync<V1Deployment>("default", "web", web => web.Status?.AvailableReplicas == 2, Token);

        web.Spec.Replicas = 3;
        web.Spec.Template.Spec.Containers[0].Image = "example.test/web:2";
        await cluster.Client.AppsV1.ReplaceNamespacedDeploymentAsync(web, "web", "default", cancellationToken: Token);
        await cluster.WaitForAsync<V1Deployment>(
            "default",
            "web",
            web => web.Status is { UpdatedReplicas: 3, AvailableReplicas: 3, Replicas: 3 } && web.Status.ObservedGeneration == web.Metadata.Generation,
            Token);

        await cluster.Client.AppsV1.DeleteNamespacedDeploymentAsync("web", "default", cancellationToken: Token);
        await cluster.WaitForNoneAsync<V1Pod>("default", Token);
    }

    private static V1Deployment Web(int replicas) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web" },
        Spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Spec = new V1PodSpec
                {
                    TerminationGracePeriodSeconds = 0,
                    Containers = [new V1Container { Name = "web", Image = "example.test/web:1" }],
                },
            },
        },
    };
}
