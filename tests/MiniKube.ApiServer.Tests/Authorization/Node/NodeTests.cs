using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Authorization.Node;

public sealed class NodeTests : IAsyncLifetime
{
    private const string Default = "/api/v1/namespaces/default";

    private static readonly UserInfo N1 = UserInfo.Authenticated("system:node:n1", "system:nodes");
    private static readonly UserInfo N2 = UserInfo.Authenticated("system:node:n2", "system:nodes");

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiCluster.StartAsync();
        await _cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n1"},"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}""");
        await _cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n2"}}""");
        foreach (var name in (string[])["env", "all", "file", "projected", "pull", "unused"])
        {
            await _cluster.CreateAsync($"{Default}/secrets", $$"""{"metadata":{"name":"{{name}}"},"stringData":{"k":"v"} }""");
        }

        await _cluster.CreateAsync($"{Default}/configmaps", """{"metadata":{"name":"settings"},"data":{"k":"v"}}""");
        await _cluster.CreateAsync($"{Default}/pods", """
            {"metadata":{"name":"p"},"spec":{"nodeName":"n1","imagePullSecrets":[{"name":"pull"}],
             "containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"env","key":"k"}}}],
               "envFrom":[{"secretRef":{"name":"all"}},{"configMapRef":{"name":"settings"}}]}],
             "volumes":[{"name":"f","secret":{"secretName":"file"}},{"name":"g","projected":{"sources":[{"secret":{"name":"projected"}}]}},
               {"name":"h","persistentVolumeClaim":{"claimName":"claim"}}]}}
            """);
        await _cluster.CreateAsync($"{Default}/persistentvolumeclaims", """
            {"metadata":{"name":"claim"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}},"volumeName":"v"}}
            """);
        await _cluster.CreateAsync("/api/v1/persistentvolumes", """
            {"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
             "claimRef":{"namespace":"default","name":"claim"},
             "csi":{"driver":"d","volumeHandle":"h","nodePublishSecretRef":{"name":"key","namespace":"kube-system"}}}}
            """);
        await _cluster.CreateAsync("/api/v1/namespaces/kube-system/secrets", """{"metadata":{"name":"key"}}""");
        await _cluster.CreateAsync($"{Default}/pods", """{"metadata":{"name":"q"},"spec":{"nodeName":"n2","containers":[{"name":"c","image":"i"}]}}""");
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/namespaces/default/secrets/env")]
    [InlineData("/api/v1/namespaces/default/secrets/all")]
    [InlineData("/api/v1/namespaces/default/secrets/file")]
    [InlineData("/api/v1/namespaces/default/secrets/projected")]
    [InlineData("/api/v1/namespaces/default/secrets/pull")]
    [InlineData("/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dpull")]
    [InlineData("/api/v1/namespaces/default/configmaps/settings")]
    [InlineData("/api/v1/namespaces/default/persistentvolumeclaims/claim")]
    [InlineData("/api/v1/persistentvolumes/v")]
    [InlineData("/api/v1/namespaces/kube-system/secrets/key")]
    [InlineData("/api/v1/namespaces/default/pods/p")]
    [InlineData("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1")]
    [InlineData("/api/v1/nodes/n1")]
    [InlineData("/api/v1/services")]
    public async Task A_node_reads_what_its_pods_use_and_another_does_not(string path)
    {
        var own = await _cluster.AsAsync(N1, "GET", path);
        var other = await _cluster.AsAsync(N2, "GET", path);

        own.Code.Should().Be(200, own.Text);
        other.Code.Should().Be(path.EndsWith("services", StringComparison.Ordinal) ? 200 : 403);
    }

    [Theory]
    [InlineData("GET", "/api/v1/namespaces/default/secrets/unused", "no relationship found between node 'n1' and this object")]
    [InlineData("GET", "/api/v1/namespaces/default/secrets", "No Object name found")]
    [InlineData("GET", "/api/v1/secrets", "can only read namespaced object of this type")]
    [InlineData("DELETE", "/api/v1/namespaces/default/secrets/env", "can only read resources of this type")]
    [InlineData("GET", "/api/v1/nodes", "node 'n1' cannot read all nodes, only its own Node object")]
    [InlineData("GET", "/api/v1/nodes/n2", "node 'n1' cannot read 'n2', only its own Node object")]
    [InlineData("GET", "/api/v1/pods", "can only list/watch pods with spec.nodeName field selector")]
    [InlineData("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn2", "can only list/watch pods with spec.nodeName field selector")]
    [InlineData("GET", "/api/v1/pods?fieldSelector=spec.nodeName!%3Dn1", "can only list/watch pods with spec.nodeName field selector")]
    [InlineData("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler", "can only access leases in the \"kube-node-lease\" system namespace")]
    [InlineData("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2", "can only access node lease with the same name as the requesting node")]
    [InlineData("GET", "/api/v1/namespaces/default/serviceaccounts/default", "can only create tokens for individual service accounts")]
    [InlineData("DELETE", "/api/v1/nodes/n1", "")]
    [InlineData("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "")]
    public async Task A_node_is_refused_what_is_not_its_own(string method, string path, string reason)
    {
        var answer = await _cluster.AsAsync(N1, method, path);

        answer.Code.Should().Be(403, answer.Text);
        answer.Message.Should().EndWith(reason);
    }

    [Fact]
    public async Task The_right_to_a_secret_ends_with_the_last_pod_that_uses_it()
    {
        await _cluster.CreateAsync($"{Default}/pods", """
            {"metadata":{"name":"r"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i","envFrom":[{"secretRef":{"name":"all"}}]}]}}
            """);
        await _cluster.DeleteAsync($"{Default}/pods/p?gracePeriodSeconds=0");
        var shared = await _cluster.AsAsync(N1, "GET", $"{Default}/secrets/all");
        var gone = await _cluster.AsAsync(N1, "GET", $"{Default}/secrets/env");
        await _cluster.DeleteAsync($"{Default}/pods/r?gracePeriodSeconds=0");
        await WaitForRefusalAsync(N1, $"{Default}/secrets/all");

        shared.Code.Should().Be(200);
        gone.Code.Should().BeOneOf(200, 403);
        await WaitForRefusalAsync(N1, $"{Default}/secrets/env");
        await WaitForRefusalAsync(N1, "/api/v1/namespaces/kube-system/secrets/key");
    }

    [Fact]
    public async Task A_node_gets_tokens_only_for_pods_that_run_on_it()
    {
        var p = await UidAsync("p");
        var q = await UidAsync("q");

        (await TokenAsync(N1, Bound("p", p))).Code.Should().Be(201);
        (await TokenAsync(N1, Bound("p", p, "vault"))).Message.Should().Contain("audience \"vault\" not found in pod spec volume");
        (await TokenAsync(N1, Bound("q", q))).Message.Should().EndWith("node requested token bound to a pod scheduled on a different node");
        (await TokenAsync(N1, Bound("p", ""))).Message.Should().EndWith("node requested token with a pod binding without a uid");
        (await TokenAsync(N1, "{}")).Message.Should().EndWith("node requested token not bound to a pod");
        var stranger = UserInfo.Authenticated("system:node:n3", "system:nodes");
        (await TokenAsync(stranger, Bound("p", p))).Message.Should().EndWith("no relationship found between node 'n3' and this object");
    }

    [Fact]
    public async Task A_node_writes_its_own_node_and_neither_taints_nor_foreign_labels()
    {
        const string Merge = "application/merge-patch+json";

        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n1", """{"metadata":{"labels":{"kubernetes.io/os":"linux","mine":"x"}}}""", Merge)).Code.Should().Be(200);
        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n1", """{"metadata":{"labels":{"node-role.kubernetes.io/control-plane":""}}}""", Merge))
            .Message.Should().EndWith("is not allowed to modify labels: node-role.kubernetes.io/control-plane");
        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n1", """{"metadata":{"labels":{"team.node-restriction.kubernetes.io/a":"b"}}}""", Merge)).Code.Should().Be(403);
        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n1", """{"spec":{"taints":null}}""", Merge))
            .Message.Should().EndWith("node \"n1\" is not allowed to modify taints");
        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n2", """{"metadata":{"labels":{"a":"b"}}}""", Merge))
            .Message.Should().EndWith("node \"n1\" is not allowed to modify node \"n2\"");
        (await _cluster.AsAsync(N1, "PATCH", "/api/v1/nodes/n2/status", """{"status":{"phase":"x"}}""", Merge)).Code.Should().Be(403);
        (await _cluster.AsAsync(N1, "POST", "/api/v1/nodes", """{"metadata":{"name":"n3"}}""")).Code.Should().Be(403);
        (await _cluster.AsAsync(UserInfo.Authenticated("system:node:n3", "system:nodes"), "POST", "/api/v1/nodes", """{"metadata":{"name":"n3"}}""")).Code.Should().Be(201);
    }

    [Fact]
    public async Task A_node_touches_only_its_own_pods_and_makes_only_mirrors()
    {
        const string Merge = "application/strategic-merge-patch+json";
        const string Ready = """{"status":{"phase":"Running"}}""";
        const string Pod = """{"metadata":{"name":"m"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}],"automountServiceAccountToken":false}}""";

        (await _cluster.AsAsync(N1, "PATCH", $"{Default}/pods/p/status", Ready, Merge)).Code.Should().Be(200);
        (await _cluster.AsAsync(N1, "PATCH", $"{Default}/pods/q/status", Ready, Merge))
            .Message.Should().EndWith("node \"n1\" can only update pod status for pods with spec.nodeName set to itself");
        (await _cluster.AsAsync(N1, "DELETE", $"{Default}/pods/q")).Message.Should().EndWith("node \"n1\" can only delete pods with spec.nodeName set to itself");
        (await _cluster.AsAsync(N1, "POST", $"{Default}/pods/q/eviction", """{"metadata":{"name":"q"}}""")).Code.Should().Be(403);
        (await _cluster.AsAsync(N1, "POST", $"{Default}/pods", Pod)).Message.Should().Contain("can only create mirror pods");
        (await _cluster.AsAsync(N1, "POST", $"{Default}/pods", Mirror("n1", "[]"))).Code.Should().Be(201);
        (await _cluster.AsAsync(N1, "POST", $"{Default}/pods", Mirror("n2", "[]"))).Message.Should().EndWith("node \"n1\" can only create pods with spec.nodeName set to itself");
        (await _cluster.AsAsync(N1, "POST", $"{Default}/pods", Mirror("n1", """[{"name":"s","secret":{"secretName":"unused"}}]""")))
            .Message.Should().EndWith("node \"n1\" can not create pods that reference secrets");
        (await _cluster.AsAsync(N1, "PATCH", $"{Default}/pods/p", """{"metadata":{"labels":{"a":"b"}}}""", Merge)).Code.Should().Be(403);
    }

    private static string Mirror(string node, string volumes) =>
        $$"""
        {"metadata":{"name":"m-{{volumes.Length}}","annotations":{"kubernetes.io/config.mirror":"x"} },
         "spec":{"nodeName":"{{node}}","containers":[{"name":"c","image":"i"}],"volumes":{{volumes}} } }
        """;

    private static string Bound(string pod, string uid, string audience = "") =>
        $$$"""
        {"spec":{"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"{{{pod}}}","uid":"{{{uid}}}"},"audiences":[{{{(audience.Length == 0 ? "" : $"\"{audience}\"")}}}]}}
        """;

    private async Task<string> UidAsync(string pod) => (await _cluster.GetAsync($"{Default}/pods/{pod}")).Metadata["uid"]!.GetValue<string>();

    private Task<ApiAnswer> TokenAsync(UserInfo node, string body) => _cluster.AsAsync(node, "POST", $"{Default}/serviceaccounts/default/token", body);

    private async Task WaitForRefusalAsync(UserInfo user, string path)
    {
        // A right that ends is noticed through the watch; a refusal comes as soon as it is.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while ((await _cluster.AsAsync(user, "GET", path)).Code is var code and not 403)
        {
            await Task.Yield();
            patience.IsCancellationRequested.Should().BeFalse("{0} still answers {1}", path, code);
        }
    }
}
