using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Admission.Configured;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission;

/// <summary>Which plug-ins are on.</summary>
public sealed class PluginTests
{
    [Fact]
    public async Task What_is_disabled_does_not_look_at_writes()
    {
        await using var cluster = await ApiCluster.StartAsync(options => options with
        {
            Admission = new AdmissionOptions { Disabled = ["PodSecurity", "TaintNodesByCondition", "ResourceQuota"] },
        });
        await cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"strict","labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}""");
        await cluster.CreateAsync("/api/v1/namespaces/strict/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await cluster.CreateAsync("/api/v1/namespaces/strict/resourcequotas", """{"metadata":{"name":"q"},"spec":{"hard":{"pods":"0"}}}""");

        var pod = await cluster.PostAsync("/api/v1/namespaces/strict/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        var node = await cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"}}""");

        pod.Code.Should().Be(201, pod.Text);
        node["spec"]?["taints"].Should().BeNull();
    }

    [Fact]
    public void What_is_here_may_be_named_as_enabled() =>
        PluginNames.Read(new AdmissionOptions { Enabled = ["NodeRestriction", "PodSecurity"] }).IsOn("NodeRestriction").Should().BeTrue();

    [Theory]
    [InlineData("AlwaysPullImages", "", "--enable-admission-plugins: \"AlwaysPullImages\" is no plug-in of this server")]
    [InlineData("", "Nope", "--disable-admission-plugins: \"Nope\" is no plug-in of this server")]
    [InlineData("Priority", "Priority", "Priority is in --enable-admission-plugins and in --disable-admission-plugins")]
    [InlineData("", "NamespaceLifecycle", "NamespaceLifecycle cannot be disabled")]
    public void What_cannot_be_is_refused(string enabled, string disabled, string complaint)
    {
        var read = () => PluginNames.Read(new AdmissionOptions { Enabled = Names(enabled), Disabled = Names(disabled) });

        read.Should().Throw<InvalidDataException>().WithMessage($"*{complaint}*");
    }

    private static System.Collections.Immutable.ImmutableArray<string> Names(string name) => name.Length == 0 ? [] : [name];
}
