using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class PodSecurityTests : IAsyncLifetime
{
    private const string Hardened =
        "\"securityContext\":{\"allowPrivilegeEscalation\":false,\"runAsNonRoot\":true,\"capabilities\":{\"drop\":[\"ALL\"]},\"seccompProfile\":{\"type\":\"RuntimeDefault\"}}";

    private ApiCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ApiCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData("\"hostNetwork\":true,\"hostPID\":true", "", "host namespaces (hostNetwork=true, hostPID=true)")]
    [InlineData("", "\"securityContext\":{\"privileged\":true}", "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [InlineData("", "\"securityContext\":{\"capabilities\":{\"add\":[\"NET_ADMIN\",\"CHOWN\"]}}", "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]", "", "hostPath volumes (volume \"v\")")]
    [InlineData("", "\"ports\":[{\"containerPort\":80,\"hostPort\":8080}]", "hostPort (container \"c\" uses hostPort 8080)")]
    [InlineData("\"securityContext\":{\"appArmorProfile\":{\"type\":\"Unconfined\"}}", "", "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("\"securityContext\":{\"seccompProfile\":{\"type\":\"Unconfined\"}}", "", "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("\"securityContext\":{\"sysctls\":[{\"name\":\"kernel.msgmax\",\"value\":\"1\"},{\"name\":\"net.ipv4.tcp_syncookies\",\"value\":\"1\"}]}", "", "forbidden sysctls (kernel.msgmax)")]
    [InlineData("\"securityContext\":{\"seLinuxOptions\":{\"user\":\"root\"}}", "", "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions)")]
    public async Task Baseline_refuses_what_leads_out_of_a_pod(string pod, string container, string why)
    {
        await NamespaceAsync("""{"pod-security.kubernetes.io/enforce":"baseline"}""");

        var answer = await CreateAsync(pod, container);

        answer.Code.Should().Be(403, answer.Text);
        answer.Message.Should().Be($"pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": {why}");
    }

    [Fact]
    public async Task Restricted_tells_everything_that_is_wrong_at_once_and_takes_a_hardened_pod()
    {
        await NamespaceAsync("""{"pod-security.kubernetes.io/enforce":"restricted","pod-security.kubernetes.io/enforce-version":"v1.30"}""");

        var plain = await CreateAsync("", "");
        var root = await CreateAsync("\"securityContext\":{\"runAsUser\":0}", Hardened);
        var volume = await CreateAsync("\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}},{\"name\":\"e\",\"emptyDir\":{}}]", Hardened);
        var good = await CreateAsync("", Hardened);

        plain.Message.Should().Be(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:v1.30\": "
            + "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), "
            + "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), "
            + "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        root.Message.Should().EndWith("runAsUser=0 (pod must not set runAsUser=0)");
        volume.Message.Should().EndWith("restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")");
        good.Code.Should().Be(201, good.Text);
    }

    [Fact]
    public async Task A_warning_is_given_for_pods_and_for_workloads_that_would_make_them()
    {
        await NamespaceAsync("""{"pod-security.kubernetes.io/warn":"baseline"}""");
        const string Deployment = """
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
             "spec":{"hostIPC":true,"containers":[{"name":"c","image":"i"}]}}}}
            """;

        var pod = await CreateAsync("\"hostIPC\":true", "");
        var deployment = await _cluster.PostAsync("/apis/apps/v1/namespaces/held/deployments", Deployment);

        pod.Code.Should().Be(201);
        pod.Warnings.Should().ContainSingle().Which.Should().Contain("would violate PodSecurity").And.Contain("host namespaces (hostIPC=true)");
        deployment.Code.Should().Be(201);
        deployment.Warnings.Should().ContainSingle().Which.Should().Contain("host namespaces (hostIPC=true)");
    }

    [Fact]
    public async Task Without_a_label_everything_goes_and_a_wrong_label_is_refused()
    {
        await NamespaceAsync("{}");

        var free = await CreateAsync("\"hostPID\":true", "\"securityContext\":{\"privileged\":true}");
        var wrong = await _cluster.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"w","labels":{"pod-security.kubernetes.io/enforce":"strict"}}}""");

        free.Code.Should().Be(201, free.Text);
        wrong.Code.Should().Be(422);
        wrong.Message.Should().Contain("must be one of privileged, baseline, restricted");
    }

    private async Task NamespaceAsync(string labels)
    {
        await _cluster.CreateAsync("/api/v1/namespaces", $$"""{"metadata":{"name":"held","labels":{{labels}} } }""");
        await _cluster.CreateAsync("/api/v1/namespaces/held/serviceaccounts", """{"metadata":{"name":"default"}}""");
    }

    private Task<ApiAnswer> CreateAsync(string pod, string container) => _cluster.PostAsync(
        "/api/v1/namespaces/held/pods",
        $$"""
        {"metadata":{"name":"p"},"spec":{ {{(pod.Length == 0 ? "" : pod + ",")}} "containers":[{"name":"c","image":"i"{{(container.Length == 0 ? "" : "," + container)}} }] } }
        """);
}
