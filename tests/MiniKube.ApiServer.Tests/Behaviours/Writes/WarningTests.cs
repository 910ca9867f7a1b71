using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 21: what is retired or odd is accepted and said.</summary>
public sealed class WarningTests
{
    private const string LabelHint = "a DNS label is recommended: [must not contain dots]";

    public static readonly TheoryData<string, string, string[]> Oddities = new()
    {
        { "pods", Pod("""{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"A","value":"2"}]}"""), ["spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"] },
        { "pods", Pod("""{"name":"c","image":"i","env":[{"name":"A","value":"1"},{"name":"A","value":"$(A)2"}]}"""), [] },
        { "pods", Pod("""{"name":"c","image":"i","ports":[{"containerPort":80},{"containerPort":80}]}"""), ["spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]"] },
        { "pods", Pod("""{"name":"c","image":"i","ports":[{"containerPort":80}]},{"name":"d","image":"i","ports":[{"containerPort":80,"hostPort":81}]}"""), ["spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]"] },
        { "pods", Pod("""{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"UDP"}]}"""), [] },
        {
            "pods",
            Pod("""{"name":"c","image":"i","resources":{"requests":{"memory":"100m"},"limits":{"memory":"1500m","ephemeral-storage":"1"}}}"""),
            [
                "spec.containers[0].resources.limits[memory]: fractional byte value \"1500m\" is invalid, must be an integer",
                "spec.containers[0].resources.requests[memory]: fractional byte value \"100m\" is invalid, must be an integer",
            ]
        },
        { "pods", Pod(spec: "\"nodeSelector\":{\"beta.kubernetes.io/os\":\"linux\"}"), ["spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead"] },
        {
            "pods",
            Pod(spec: """ "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"failure-domain.beta.kubernetes.io/zone","operator":"Exists"}]}]}}}"""),
            ["spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"]
        },
        {
            "pods",
            Pod(spec: """ "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"beta.kubernetes.io/arch","whenUnsatisfiable":"DoNotSchedule"}]"""),
            [
                "spec.topologySpreadConstraints[0].topologyKey: beta.kubernetes.io/arch is deprecated since v1.14; use \"kubernetes.io/arch\" instead",
                "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
            ]
        },
        {
            "pods",
            Pod(spec: """ "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"a"}]}}"""),
            ["spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod"]
        },
        { "pods", Pod(spec: "\"hostAliases\":[{\"ip\":\"1.2.3.4\"},{\"ip\":\"1.2.3.4\"}]"), ["spec.hostAliases[1].ip: duplicate ip \"1.2.3.4\""] },
        {
            "pods",
            Pod(spec: "\"imagePullSecrets\":[{\"name\":\"a\"},{\"name\":\"a\"},{\"name\":\"\"}]"),
            ["spec.imagePullSecrets[1].name: duplicate name \"a\"", "spec.imagePullSecrets[2].name: invalid empty name \"\""]
        },
        { "pods", Pod(spec: "\"terminationGracePeriodSeconds\":-1"), ["spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"] },
        { "pods", Pod(spec: "\"volumes\":[{\"name\":\"v\",\"gitRepo\":{\"repository\":\"x\"}}]"), ["spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+"] },
        {
            "pods",
            """{"metadata":{"annotations":{"scheduler.alpha.kubernetes.io/critical-pod":"","seccomp.security.alpha.kubernetes.io/pod":"unconfined"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""",
            [
                "metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the \"priorityClassName\" field instead",
                "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the \"seccompProfile\" field instead",
            ]
        },
        { "pods", """{"metadata":{"name":"a.b"},"spec":{"containers":[{"name":"c","image":"i"}]}}""", [$"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; {LabelHint}"] },
        { "deployments", """{"metadata":{"name":"a.b"}}""", [$"metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; {LabelHint}"] },
        {
            "deployments",
            """{"spec":{"template":{"spec":{"nodeSelector":{"beta.kubernetes.io/arch":"x"}}}}}""",
            ["spec.template.spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use \"kubernetes.io/arch\" instead"]
        },
        {
            "cronjobs",
            """{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"imagePullSecrets":[{"name":""}]}}}}}}""",
            ["spec.jobTemplate.spec.template.spec.imagePullSecrets[0].name: invalid empty name \"\""]
        },
        {
            "jobs",
            """{"spec":{"completionMode":"Indexed","completions":1000000,"parallelism":100000}}""",
            ["spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"]
        },
        { "services", """{"metadata":{"annotations":{"service.kubernetes.io/topology-aware-hints":"auto"}}}""", ["annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead"] },
        { "services", """{"spec":{"externalName":"x"}}""", ["spec.externalName is ignored when spec.type is not \"ExternalName\""] },
        { "services", """{"spec":{"clusterIP":"None","sessionAffinity":"ClientIP"}}""", ["spec.SessionAffinity is ignored for headless services"] },
        { "services", """{"spec":{"externalIPs":["2001:DB8::1"]}}""", ["spec.externalIPs[0]: IPv6 address \"2001:DB8::1\" should be in RFC 5952 canonical format (\"2001:db8::1\")"] },
        { "ingresses", """{"metadata":{"annotations":{"kubernetes.io/ingress.class":"x"}}}""", ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"] },
        {
            "persistentvolumes",
            """{"metadata":{"annotations":{"volume.beta.kubernetes.io/storage-class":"x","volume.beta.kubernetes.io/mount-options":"y"}},"spec":{"persistentVolumeReclaimPolicy":"Recycle"}}""",
            [
                "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use \"storageClassName\" attribute instead",
                "metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use \"mountOptions\" attribute instead",
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
            ]
        },
        { "persistentvolumeclaims", """{"spec":{"resources":{"requests":{"storage":"1500m"}}}}""", ["spec.resources.requests[storage]: fractional byte value \"1500m\" is invalid, must be an integer"] },
        { "serviceaccounts", """{"metadata":{"annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}}}""", ["metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"] },
        { "secrets", """{"type":"kubernetes.io/tls","data":{"tls.crt":"YQ==","tls.key":"YQ=="}}""", ["tls: failed to find any PEM data in certificate input"] },
        { "nodes", """{"spec":{"externalID":"x"}}""", ["spec.externalID: this field is deprecated, and is unused by Kubernetes"] },
        {
            "storageclasses",
            """{"allowedTopologies":[{"matchLabelExpressions":[{"key":"failure-domain.beta.kubernetes.io/region","values":["a"]}]}]}""",
            ["allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use \"topology.kubernetes.io/region\" instead"]
        },
        { "endpoints", "{}", ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"] },
        { "endpointslices", """{"addressType":"FQDN"}""", ["addressType: FQDN endpoints are deprecated"] },
        {
            "configmaps",
            """{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u"},{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u"}]}}""",
            [".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u"]
        },
        { "pods", "{}", [] },
        { "deployments", "{}", [] },
        { "services", "{}", [] },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task What_is_odd_is_accepted_and_said(string resource, string change, string[] warnings)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var body = SampleObjects.Of(resource, "a");
        Lay(JsonNode.Parse(change)!.AsObject(), body);

        var answer = await cluster.PostAsync(SampleObjects.PathOf(resource), body.ToJsonString());

        answer.Code.Should().Be(201, "{0}", answer.Text);
        answer.Warnings.Should().Equal(warnings.Select(Header));
    }

    [Theory]
    [InlineData("GET", "/api/v1/componentstatuses", "v1 ComponentStatus is deprecated in v1.19+")]
    [InlineData("GET", "/api/v1/namespaces/default/endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")]
    [InlineData("GET", "/api/v1/namespaces/default/endpoints/kubernetes", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice")]
    public async Task A_retired_resource_says_so_to_everybody(string method, string path, string warning)
    {
        await using var cluster = await ApiCluster.StartAsync();

        (await cluster.SendAsync(method, path)).Warnings.Should().Equal(Header(warning));
    }

    [Fact]
    public async Task Many_long_warnings_are_cut()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var name = new string('x', 900);
        var fields = string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"{name}{i}\":1"));

        var answer = await cluster.PostAsync("/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"a"},{{{fields}}}}""");

        answer.Code.Should().Be(201);
        answer.Warnings.Should().HaveCountGreaterThan(4);
        answer.Warnings[0].Should().Be(Header($"unknown field \"{name}0\""));
        answer.Warnings[^1].Length.Should().BeLessThan(300);
    }

    [Fact]
    public async Task An_owner_that_is_named_twice_is_kept_once()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Owners = """[{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u"},{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u"},{"apiVersion":"v1","kind":"Pod","name":"b","uid":"v"}]""";

        var created = await cluster.CreateAsync("/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"a","ownerReferences":{{{Owners}}}}}""");

        created["metadata"]!["ownerReferences"]!.AsArray().Select(owner => owner!["uid"]!.GetValue<string>()).Should().Equal("u", "v");
    }

    [Fact]
    public async Task An_update_warns_again_only_when_the_template_has_changed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf("deployments");
        var body = SampleObjects.Of("deployments", "a");
        body["spec"]!["template"]!["spec"]!["nodeSelector"] = new JsonObject { ["beta.kubernetes.io/arch"] = "x" };
        await cluster.CreateAsync(path, body.ToJsonString());

        var labelled = await cluster.MergeAsync($"{path}/a", """{"metadata":{"labels":{"x":"y"}}}""");
        var scaled = await cluster.MergeAsync($"{path}/a", """{"spec":{"replicas":2}}""");

        labelled.Warnings.Should().BeEmpty();
        scaled.Warnings.Should().Equal(Header("spec.template.spec.nodeSelector[beta.kubernetes.io/arch]: deprecated since v1.14; use \"kubernetes.io/arch\" instead"));
    }

    private static string Pod(string containers = """{"name":"c","image":"i"}""", string spec = "\"restartPolicy\":\"Always\"") =>
        $$"""{"spec":{"containers":[{{containers}}],{{spec}} } }""";

    /// <summary>Lays one tree over another; lists are replaced.</summary>
    private static void Lay(JsonObject change, JsonObject over)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject below && over[name] is JsonObject there)
            {
                Lay(below, there);
            }
            else
            {
                over[name] = value?.DeepClone();
            }
        }
    }

    private static string Header(string text) =>
        $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
