using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Configured;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

/// <summary>Defaults and exemptions of PodSecurity, from an AdmissionConfiguration.</summary>
public sealed class PodSecurityConfigurationTests : IDisposable
{
    private const string Head = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
        - name: PodSecurity
        """;

    private const string Strict = """
          configuration:
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults: {enforce: baseline, enforce-version: v1.30, warn: restricted}
            exemptions: {usernames: [trusted], namespaces: [kube-system], runtimeClasses: [sandboxed]}
        """;

    private const string Privileged = "\"securityContext\":{\"privileged\":true}";

    private readonly string _directory = Directory.CreateTempSubdirectory("podsecurity").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_namespace_without_labels_has_the_defaults()
    {
        await using var cluster = await StartAsync($"{Head}\n{Strict}");

        var bad = await CreateAsync(cluster, "default", Privileged);
        var plain = await CreateAsync(cluster, "default", "");

        bad.Code.Should().Be(403, bad.Text);
        bad.Message.Should().Contain("violates PodSecurity \"baseline:v1.30\": privileged");
        plain.Code.Should().Be(201, plain.Text);
        plain.Warnings.Should().ContainSingle().Which.Should().Contain("would violate PodSecurity \\\"restricted:latest\\\"");
    }

    [Fact]
    public async Task Labels_say_otherwise()
    {
        await using var cluster = await StartAsync($"{Head}\n{Strict}");
        await cluster.MergeAsync(
            "/api/v1/namespaces/default",
            """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"privileged","pod-security.kubernetes.io/warn":"privileged"}}}""");

        var pod = await CreateAsync(cluster, "default", Privileged);

        pod.Code.Should().Be(201, pod.Text);
        pod.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Exempt_are_namespaces_and_runtime_classes()
    {
        await using var cluster = await StartAsync($"{Head}\n{Strict}");
        await cluster.CreateAsync("/apis/node.k8s.io/v1/runtimeclasses", """{"metadata":{"name":"sandboxed"},"handler":"s"}""");

        var system = await CreateAsync(cluster, "kube-system", Privileged);
        var sandboxed = await CreateAsync(cluster, "default", Privileged, "\"runtimeClassName\":\"sandboxed\",");

        system.Code.Should().Be(201, system.Text);
        sandboxed.Code.Should().Be(201, sandboxed.Text);
        sandboxed.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Exempt_is_who_is_named()
    {
        await using var cluster = await StartAsync($"{Head}\n{Strict.Replace("trusted", "tester", StringComparison.Ordinal)}");

        (await CreateAsync(cluster, "default", Privileged)).Code.Should().Be(201);
    }

    [Fact]
    public async Task What_is_enforced_by_a_label_is_warned_of_where_workloads_are_made()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.MergeAsync("/api/v1/namespaces/default", """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""");

        var made = await cluster.PostAsync("/apis/apps/v1/namespaces/default/deployments", $$$"""
            {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
             "spec":{"containers":[{"name":"c","image":"i", {{{Privileged}}} }] } } } }
            """);

        made.Code.Should().Be(201, made.Text);
        made.Warnings.Should().ContainSingle().Which.Should().Contain("would violate PodSecurity \\\"baseline:latest\\\": privileged");
    }

    [Fact]
    public void The_configuration_may_stand_in_a_file_of_its_own()
    {
        var own = string.Join('\n', Strict.Split('\n').Skip(1).Select(line => line.Trim()));
        File.WriteAllText(Path.Combine(_directory, "own.yaml"), own);
        var path = Path.Combine(_directory, "admission.yaml");
        File.WriteAllText(path, $"{Head}\n  path: own.yaml\n");

        var read = AdmissionConfigurationReader.Load(path).PodSecurity;

        read.Enforce.ToString().Should().Be("\"baseline:v1.30\"");
        read.ExemptNamespaces.Should().BeEquivalentTo("kube-system");
    }

    [Theory]
    [InlineData("defaults: {enforce: lax}", "plugins[0].configuration.defaults.enforce: Invalid value: \"lax\": must be one of privileged, baseline, restricted")]
    [InlineData("defaults: {audit-version: '1.30'}", "defaults.audit-version: Invalid value: \"1.30\": must be \"latest\" or \"v1.x\"")]
    [InlineData("defaults: {enforced: baseline}", "unknown field \"plugins[0].configuration.defaults.enforced\"")]
    [InlineData("exemptions: {namespaces: [A]}", "exemptions.namespaces[0]: Invalid value: \"A\"")]
    [InlineData("exemptions: {usernames: [a, a]}", "exemptions.usernames[1]: Duplicate value: \"a\"")]
    [InlineData("exemptions: {usernames: ['']}", "exemptions.usernames[0]: Invalid value: \"\": username must not be empty")]
    public void What_is_wrong_is_told_with_its_place(string part, string complaint)
    {
        var text = $"{Head}\n  configuration: {{apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, {part}}}\n";
        var read = () => AdmissionConfigurationReader.Read("file", Encoding.UTF8.GetBytes(text));

        read.Should().Throw<InvalidDataException>().WithMessage($"file: *{complaint}*");
    }

    [Theory]
    [InlineData("plugins: [{name: EventRateLimit}]", "plugins[0].name: Unsupported value: \"EventRateLimit\"")]
    [InlineData("plugins: [{name: PodSecurity}, {name: PodSecurity}]", "plugins[1].name: Duplicate value: \"PodSecurity\"")]
    [InlineData("plugins: [{path: x}]", "plugins[0].name: Required value")]
    [InlineData("plugins: [{name: PodSecurity, configuration: {kind: PodSecurity, apiVersion: v1}}]", "not a PodSecurityConfiguration of pod-security.admission.config.k8s.io/v1")]
    public void Only_what_can_be_configured_is_taken(string plugins, string complaint)
    {
        var text = $"apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n{plugins}\n";
        var read = () => AdmissionConfigurationReader.Read("file", Encoding.UTF8.GetBytes(text));

        read.Should().Throw<InvalidDataException>().WithMessage($"file: *{complaint}*");
    }

    private static Task<ApiAnswer> CreateAsync(ApiCluster cluster, string ns, string container, string pod = "")
    {
        var more = container.Length == 0 ? "" : $",{container}";
        return cluster.PostAsync(
            $"/api/v1/namespaces/{ns}/pods",
            JsonNode.Parse($$$"""{"metadata":{"generateName":"p-"},"spec":{ {{{pod}}} "containers":[{"name":"c","image":"i" {{{more}}} }] } }""")!.ToJsonString());
    }

    private async Task<ApiCluster> StartAsync(string configuration)
    {
        var path = Path.Combine(_directory, "admission.yaml");
        await File.WriteAllTextAsync(path, configuration, TestContext.Current.CancellationToken);
        var cluster = await ApiCluster.StartAsync(options => options with { Admission = new AdmissionOptions { ConfigurationFile = path } });
        await cluster.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts", """{"metadata":{"name":"default"}}""");
        return cluster;
    }
}
