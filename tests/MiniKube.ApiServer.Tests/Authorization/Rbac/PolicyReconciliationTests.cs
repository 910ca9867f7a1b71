using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

public sealed class PolicyReconciliationTests
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_start_gives_default_roles_back_what_they_lack_and_leaves_what_was_added()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.MergeAsync(
            $"{Rbac}/clusterroles/system:kube-dns",
            """{"metadata":{"labels":{"mine":"yes"}},"rules":[{"apiGroups":["x"],"resources":["y"],"verbs":["get"]}]}""");
        await cluster.MergeAsync(
            $"{Rbac}/clusterroles/system:basic-user",
            """{"metadata":{"annotations":{"rbac.authorization.kubernetes.io/autoupdate":"false"}},"rules":[]}""");
        await cluster.MergeAsync($"{Rbac}/clusterrolebindings/system:discovery", """{"subjects":null}""");
        await cluster.DeleteAsync($"{Rbac}/clusterrolebindings/system:basic-user");
        await cluster.DeleteAsync($"{Rbac}/clusterroles/view");

        await RestartAsync(cluster);

        var dns = (await cluster.GetAsync($"{Rbac}/clusterroles/system:kube-dns")).Json;
        dns["rules"]!.AsArray().Should().HaveCount(2);
        dns["metadata"]!["labels"]!["mine"]!.GetValue<string>().Should().Be("yes");
        (await cluster.GetAsync($"{Rbac}/clusterroles/system:basic-user")).Json["rules"].Should().Match<JsonNode?>(rules => rules == null || rules.AsArray().Count == 0);
        (await cluster.GetAsync($"{Rbac}/clusterrolebindings/system:discovery")).Json["subjects"]!.AsArray().Should().HaveCount(1);
        (await cluster.GetAsync($"{Rbac}/clusterrolebindings/system:basic-user")).Code.Should().Be(200);
        (await cluster.GetAsync($"{Rbac}/clusterroles/view")).Code.Should().Be(200);
    }

    [Fact]
    public async Task A_start_that_finds_everything_in_order_writes_nothing()
    {
        // A server that loses its keys has to tell of its new ones.
        var directory = Directory.CreateTempSubdirectory("mkkeys");
        await using var cluster = await ApiCluster.StartAsync();
        await RestartAsync(cluster, directory.FullName);
        var before = cluster.Store.Applied;

        await RestartAsync(cluster, directory.FullName);

        cluster.Store.Applied.Should().Be(before);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_default_binding_that_was_bent_to_another_role_is_made_anew()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.DeleteAsync($"{Rbac}/clusterrolebindings/system:node-proxier");
        await cluster.CreateAsync(
            $"{Rbac}/clusterrolebindings",
            """{"metadata":{"name":"system:node-proxier"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"User","name":"mallory"}]}""");

        await RestartAsync(cluster);

        var binding = (await cluster.GetAsync($"{Rbac}/clusterrolebindings/system:node-proxier")).Json;
        binding["roleRef"]!["name"]!.GetValue<string>().Should().Be("system:node-proxier");
        binding["subjects"]!.ToJsonString().Should().NotContain("mallory");
    }

    private static async Task RestartAsync(ApiCluster cluster, string? directory = null)
    {
        var random = new SeededRandomSource(99);
        var services = new ApiServerServices(cluster.Time, random, new RandomUidSource(random), NullLoggerFactory.Instance);
        await using var second = await ApiServerHost.StartAsync(new ApiServerOptions { Serve = false, DataDirectory = directory }, cluster.Store, services, Token);
        using var http = new HttpClient(second.CreateInProcessHandler(UserInfo.Anonymous)) { BaseAddress = new Uri("https://in-process") };
        (await http.GetStringAsync("/readyz", Token)).Should().Be("ok");
    }
}
