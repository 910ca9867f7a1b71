using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Api.Quotas;

namespace MiniKube.Api.Tests.Quotas;

public sealed class QuotaUsageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"2"}}}]}""", "count/pods=1,cpu=1,limits.cpu=2,memory=1Gi,pods=1,requests.cpu=1,requests.memory=1Gi")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"500m"}}}],"initContainers":[{"resources":{"requests":{"cpu":"4"}}}]}""", "count/pods=1,cpu=4,pods=1,requests.cpu=4")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"2"}}}]}""", "count/pods=1,cpu=3,pods=1,requests.cpu=3")]
    [InlineData("""{"containers":[{"resources":{"requests":{"cpu":"1"},"limits":{"cpu":"1"}}}],"overhead":{"cpu":"250m","memory":"1Mi"}}""", "count/pods=1,cpu=1250m,limits.cpu=1250m,memory=1Mi,pods=1,requests.cpu=1250m,requests.memory=1Mi")]
    [InlineData("""{"resources":{"requests":{"cpu":"5"}},"containers":[{"resources":{"requests":{"cpu":"1"}}}]}""", "count/pods=1,cpu=5,pods=1,requests.cpu=5")]
    [InlineData("""{"containers":[{"resources":{"requests":{"hugepages-2Mi":"4Mi","example.com/gpu":"2","ephemeral-storage":"1Gi"}}}]}""", "count/pods=1,ephemeral-storage=1Gi,hugepages-2Mi=4Mi,pods=1,requests.ephemeral-storage=1Gi,requests.example.com/gpu=2,requests.hugepages-2Mi=4Mi")]
    public void A_pod_uses_what_its_containers_ask_for(string spec, string used) => Usage("pods", $$"""{"spec":{{spec}} }""").Should().Be(used);

    [Theory]
    [InlineData("""{"status":{"phase":"Succeeded"}}""", "count/pods=1")]
    [InlineData("""{"status":{"phase":"Failed"}}""", "count/pods=1")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2025-12-31T23:59:00Z","deletionGracePeriodSeconds":30}}""", "count/pods=1")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2025-12-31T23:59:50Z","deletionGracePeriodSeconds":30}}""", "count/pods=1,pods=1")]
    public void A_pod_that_is_over_is_only_counted(string pod, string used) => Usage("pods", pod).Should().Be(used);

    [Theory]
    [InlineData("""{"type":"ClusterIP","ports":[{}]}""", 0, 0)]
    [InlineData("""{"type":"NodePort","ports":[{},{}]}""", 2, 0)]
    [InlineData("""{"type":"LoadBalancer","ports":[{},{}]}""", 2, 1)]
    [InlineData("""{"type":"LoadBalancer","allocateLoadBalancerNodePorts":false,"ports":[{"nodePort":30000},{}]}""", 1, 1)]
    public void A_service_uses_node_ports_and_load_balancers(string spec, int nodePorts, int balancers) => Usage("services", $$"""{"spec":{{spec}} }""")
        .Should().Be($"count/services=1,services=1,services.loadbalancers={balancers},services.nodeports={nodePorts}");

    [Fact]
    public void A_claim_uses_storage_also_of_its_class() =>
        Usage("persistentvolumeclaims", """{"spec":{"storageClassName":"gold","resources":{"requests":{"storage":"2Gi"}}}}""").Should().Be(
            "count/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/requests.storage=2Gi,"
            + "persistentvolumeclaims=1,requests.storage=2Gi");

    [Theory]
    [InlineData("pods", "pods")]
    [InlineData("requests.nvidia.com/gpu", "pods")]
    [InlineData("requests.hugepages-1Gi", "pods")]
    [InlineData("services.nodeports", "services")]
    [InlineData("gold.storageclass.storage.k8s.io/requests.storage", "persistentvolumeclaims")]
    [InlineData("count/widgets.example.com", "widgets.example.com")]
    [InlineData("count/jobs.batch", "jobs.batch")]
    [InlineData("secrets", "secrets")]
    [InlineData("deployments", null)]
    public void A_name_tells_whose_objects_it_counts(string name, string? resource) => QuotaEvaluators.ResourceOf(name)?.ToString().Should().Be(resource);

    [Theory]
    [InlineData("Terminating", """{"activeDeadlineSeconds":5}""", true)]
    [InlineData("Terminating", "{}", false)]
    [InlineData("NotTerminating", "{}", true)]
    [InlineData("BestEffort", """{"containers":[{}]}""", true)]
    [InlineData("BestEffort", """{"containers":[{"resources":{"limits":{"memory":"1"}}}]}""", false)]
    [InlineData("NotBestEffort", """{"containers":[{"resources":{"limits":{"memory":"1"}}}]}""", true)]
    [InlineData("CrossNamespacePodAffinity", """{"affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"namespaceSelector":{}}]}}}""", true)]
    [InlineData("CrossNamespacePodAffinity", """{"affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"podAffinityTerm":{"namespaces":["x"]}}]}}}""", true)]
    [InlineData("CrossNamespacePodAffinity", """{"affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"k"}]}}}""", false)]
    [InlineData("PriorityClass", """{"priorityClassName":"high"}""", true)]
    [InlineData("PriorityClass", "{}", false)]
    public void A_scope_is_about_some_pods(string scope, string spec, bool isAbout)
    {
        var scopes = QuotaScope.Read(JsonNode.Parse($$"""{"scopes":["{{scope}}"]}""")!.AsObject());

        QuotaMatch.IsAbout(QuotaEvaluators.For(new GroupResource("", "pods")), scopes, JsonNode.Parse($$"""{"spec":{{spec}} }""")!.AsObject()).Should().Be(isAbout);
    }

    [Theory]
    [InlineData("In", """["high","low"]""", "high", true)]
    [InlineData("In", """["low"]""", "high", false)]
    [InlineData("NotIn", """["low"]""", "high", true)]
    [InlineData("NotIn", """["high"]""", "high", false)]
    [InlineData("NotIn", """["high"]""", "", true)]
    [InlineData("DoesNotExist", "[]", "", true)]
    [InlineData("DoesNotExist", "[]", "high", false)]
    public void A_scope_selector_names_priority_classes(string word, string values, string @class, bool isAbout)
    {
        var scopes = QuotaScope.Read(JsonNode.Parse(
            $$"""{"scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"{{word}}","values":{{values}} }]} }""")!.AsObject());
        var pod = JsonNode.Parse($$"""{"spec":{"priorityClassName":"{{@class}}"} }""")!.AsObject();

        QuotaMatch.IsAbout(QuotaEvaluators.For(new GroupResource("", "pods")), scopes, pod).Should().Be(isAbout);
    }

    private static string Usage(string resource, string tree) =>
        QuotaEvaluators.For(new GroupResource("", resource)).Usage(JsonNode.Parse(tree)!.AsObject(), Now).ToString();
}
