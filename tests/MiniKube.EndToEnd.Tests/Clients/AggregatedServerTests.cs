using System.Text;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>kubectl and a server behind the API server. A cluster of its own: while a group is away, discovery is not whole for anybody.</summary>
public sealed class AggregatedServerTests : IAsyncLifetime
{
    private readonly SimulatedCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_finds_reads_and_explains_what_another_server_serves()
    {
        await using var gauges = await GaugesServer.StartAsync(Token);
        var kubectl = await _cluster.KubectlAsync(Parts.KubectlNewest);
        var oldest = await _cluster.KubectlAsync(Parts.KubectlOldest);
        await kubectl.MustAsync("apply -f -", Token, Manifest(gauges));
        await kubectl.MustAsync("wait --for=condition=Available apiservice/v1.gauges.example.com --timeout=30s", Token);

        (await kubectl.MustAsync("get apiservices", Token)).Should()
            .MatchRegex(@"(?m)^v1\.gauges\.example\.com +default/gauges +True +\d+s$").And.MatchRegex(@"(?m)^v1\.apps +Local +True +");
        foreach (var each in (Kubectl[])[kubectl, oldest])
        {
            (await each.MustAsync("api-versions", Token)).Should().Contain("gauges.example.com/v1");
            (await each.MustAsync("get gauges -o jsonpath={.items[*].metadata.name},{.items[*].level}", Token)).Should().Be("kubernetes-admin,7");
            (await each.MustAsync("get ga", Token)).Should().Contain("kubernetes-admin");
            (await each.MustAsync("explain gauges", Token)).Should().Contain("Gauge shows a level.").And.Contain("Level is what it shows.");
            (await each.MustAsync("explain pods.metadata.ownerReferences", Token)).Should().Contain("blockOwnerDeletion", "our own definitions are as they were");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_is_away_hides_its_own_group_and_no_other()
    {
        await using var gauges = await GaugesServer.StartAsync(Token);
        var kubectl = await _cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("apply -f -", Token, Manifest(gauges));
        await kubectl.MustAsync("wait --for=condition=Available apiservice/v1.gauges.example.com --timeout=30s", Token);

        await kubectl.MustAsync("delete endpointslice gauges", Token);
        await kubectl.MustAsync("wait --for=condition=Available=false apiservice/v1.gauges.example.com --timeout=30s", Token);

        (await kubectl.MustAsync("get apiservice v1.gauges.example.com", Token)).Should().Contain("False (EndpointsNotFound)");
        (await kubectl.RunAsync("get --raw /apis/gauges.example.com/v1/namespaces/default/gauges", Token)).MustFail().Should().Contain("ServiceUnavailable");
        (await kubectl.MustAsync("api-resources", Token)).Should().Contain("deployments").And.NotContain("gauges", "what is stale is not offered");
        (await kubectl.MustAsync("get namespaces,deployments.apps -A", Token)).Should().Contain("kube-system");
        await kubectl.MustAsync("apply -f -", Token, Manifest(gauges));
        await kubectl.MustAsync("wait --for=condition=Available apiservice/v1.gauges.example.com --timeout=30s", Token);
        (await kubectl.MustAsync("api-resources --api-group=gauges.example.com --no-headers", Token)).Should().MatchRegex(@"^gauges +ga +gauges\.example\.com/v1 +true +Gauge");
    }

    private static string Manifest(GaugesServer gauges) => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: gauges, namespace: default}
        spec: {ports: [{name: api, port: 443}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: gauges, namespace: default, labels: {kubernetes.io/service-name: gauges} }
        addressType: IPv4
        ports: [{name: api, port: {{gauges.Port}}}]
        endpoints: [{addresses: [127.0.0.1]}]
        ---
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1.gauges.example.com}
        spec:
          group: gauges.example.com
          version: v1
          groupPriorityMinimum: 500
          versionPriority: 10
          service: {name: gauges, namespace: default}
          caBundle: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(gauges.AuthorityPem))}}
        """;
}
