using k8s;
using k8s.Autorest;
using k8s.Models;

namespace MiniKube.Testing.Tests;

public sealed class QuotaTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task A_quota_counts_what_is_there_and_what_goes()
    {
        await ConfigMapAsync("one");
        await ConfigMapAsync("two");
        await _cluster.WaitForAsync<V1ConfigMap>("default", "kube-root-ca.crt", _ => true, Token); // the cluster's own
        var there = (await _cluster.Client.CoreV1.ListNamespacedConfigMapAsync("default", cancellationToken: Token)).Items.Count;

        await QuotaAsync("q", ("configmaps", "100"), ("count/deployments.apps", "3"), ("pods", "7"));
        await UsedAsync("q", "configmaps", there);
        await UsedAsync("q", "pods", 0);
        await _cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default", cancellationToken: Token);
        var after = await UsedAsync("q", "configmaps", there - 1);

        after.Status.Hard["pods"].ToString().Should().Be("7");
        after.Status.Used["count/deployments.apps"].ToString().Should().Be("0");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_deployment_gets_as_many_pods_as_the_quota_has_and_more_when_some_go()
    {
        await QuotaAsync("q", ("pods", "2"));
        await UsedAsync("q", "pods", 0);

        await _cluster.Client.AppsV1.CreateNamespacedDeploymentAsync(Web(replicas: 3), "default", cancellationToken: Token);
        await UsedAsync("q", "pods", 2);
        var name = (await _cluster.Client.AppsV1.ListNamespacedReplicaSetAsync("default", cancellationToken: Token)).Items.Single().Metadata.Name;
        var set = await _cluster.WaitForAsync<V1ReplicaSet>("default", name, set => set.Status?.Conditions?.Any(each => each.Type == "ReplicaFailure") == true, Token);
        var quota = await _cluster.Client.CoreV1.ReadNamespacedResourceQuotaAsync("q", "default", cancellationToken: Token);
        quota.Spec.Hard["pods"] = new ResourceQuantity("3");
        await _cluster.Client.CoreV1.ReplaceNamespacedResourceQuotaAsync(quota, "q", "default", cancellationToken: Token);
        await _cluster.WaitForAsync<V1Deployment>("default", "web", web => web.Status?.AvailableReplicas == 3, Token);
        await _cluster.Client.AppsV1.DeleteNamespacedDeploymentAsync("web", "default", cancellationToken: Token);
        await UsedAsync("q", "pods", 0);

        set.Status.Conditions.First(each => each.Type == "ReplicaFailure").Message.Should()
            .Contain("exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2");
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_is_oversold_while_objects_come_and_go_and_are_counted()
    {
        const int Hard = 10;
        await QuotaAsync("q", ("secrets", $"{Hard}"));
        await UsedAsync("q", "secrets", 0);
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async writer =>
        {
            for (var i = 0; i < 4; i++)
            {
                if (!await TrySecretAsync($"s{writer}-{i}"))
                {
                    continue;
                }

                var there = (await _cluster.Client.CoreV1.ListNamespacedSecretAsync("default", cancellationToken: Token)).Items.Count;
                InterlockedMax(ref most, there);
                if (i % 2 == 0)
                {
                    await _cluster.Client.CoreV1.DeleteNamespacedSecretAsync($"s{writer}-{i}", "default", cancellationToken: Token);
                }
            }
        }));
        var left = (await _cluster.Client.CoreV1.ListNamespacedSecretAsync("default", cancellationToken: Token)).Items.Count;

        most.Should().BeInRange(1, Hard);
        await UsedAsync("q", "secrets", left);
    }

    private static void InterlockedMax(ref int most, int there)
    {
        var seen = Volatile.Read(ref most);
        while (there > seen)
        {
            var before = Interlocked.CompareExchange(ref most, there, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private Task<V1ConfigMap> ConfigMapAsync(string name) => _cluster.Client.CoreV1.CreateNamespacedConfigMapAsync(
        new V1ConfigMap { Metadata = new V1ObjectMeta { Name = name } }, "default", cancellationToken: Token);

    private async Task<bool> TrySecretAsync(string name)
    {
        try
        {
            await _cluster.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = name } }, "default", cancellationToken: Token);
            return true;
        }
        catch (HttpOperationException refused)
        {
            refused.Response.Content.Should().Contain("exceeded quota: q");
            return false;
        }
    }

    private Task<V1ResourceQuota> QuotaAsync(string name, params (string Name, string Amount)[] hard) => _cluster.Client.CoreV1.CreateNamespacedResourceQuotaAsync(
        new V1ResourceQuota
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1ResourceQuotaSpec { Hard = hard.ToDictionary(each => each.Name, each => new ResourceQuantity(each.Amount)) },
        },
        "default",
        cancellationToken: Token);

    private Task<V1ResourceQuota> UsedAsync(string quota, string name, int count) => _cluster.WaitForAsync<V1ResourceQuota>(
        "default", quota, each => each.Status?.Used?.TryGetValue(name, out var used) == true && used.ToString() == $"{count}", Token);

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
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "web", Image = "example.test/web:1" }] },
            },
        },
    };
}
