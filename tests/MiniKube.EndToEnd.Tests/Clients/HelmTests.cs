using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class HelmTests(SimulatedCluster cluster) : IDisposable
{
    private const string Group = "helm.example.com";

    private readonly string _chart = Directory.CreateTempSubdirectory("mkchart").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 300_000)]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_chart_with_its_own_kind_and_hooks_is_installed_upgraded_rolled_back_and_removed(string isAppliedByServer)
    {
        var words = $"--wait --timeout 90s --server-side={isAppliedByServer}";
        await WriteChartAsync();
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        var helm = new Kubectl(cluster.Kubeconfig, _chart, Parts.Helm);
        await kubectl.MustAsync($"create namespace helm-{isAppliedByServer}", Token);

        (await helm.MustAsync($"-n helm-{isAppliedByServer} install demo {_chart} {words}", Token)).Should().Contain("STATUS: deployed");
        await ExpectAsync(kubectl, $"helm-{isAppliedByServer}", image: "one", hooks: "1");
        await helm.MustAsync($"-n helm-{isAppliedByServer} upgrade demo {_chart} --set image=two {words}", Token);
        await ExpectAsync(kubectl, $"helm-{isAppliedByServer}", image: "two", hooks: "2");
        await helm.MustAsync($"-n helm-{isAppliedByServer} rollback demo 1 {words}", Token);
        await ExpectAsync(kubectl, $"helm-{isAppliedByServer}", image: "one", hooks: "2");
        (await helm.MustAsync($"-n helm-{isAppliedByServer} history demo", Token)).Should().MatchRegex(@"(?m)^3\s.*deployed.*Rollback to 1");
        (await helm.MustAsync($"-n helm-{isAppliedByServer} uninstall demo --wait", Token)).Should().Contain("uninstalled");

        (await kubectl.MustAsync($"-n helm-{isAppliedByServer} get crontabs.{Group},deployments,secrets -o name", Token)).Should().BeEmpty();
        (await kubectl.MustAsync($"get crd crontabs.{Group} -o name", Token)).Should().Contain(Group, "Helm never removes definitions");
        await kubectl.MustAsync($"delete crd crontabs.{Group} --timeout=30s", Token);
    }

    public void Dispose() => Directory.Delete(_chart, recursive: true);

    private static async Task ExpectAsync(Kubectl kubectl, string @namespace, string image, string hooks)
    {
        (await kubectl.MustAsync($"-n {@namespace} get crontabs.{Group} demo -o jsonpath={{.spec.image}}", Token)).Should().Be(image);
        (await kubectl.MustAsync($"-n {@namespace} get configmap demo-hook -o jsonpath={{.data.revision}}", Token)).Should().Be(hooks);
        (await kubectl.MustAsync($"-n {@namespace} get deployment demo -o jsonpath={{.status.availableReplicas}}", Token)).Should().Be("1");
    }

    private async Task WriteChartAsync()
    {
        await WriteAsync("Chart.yaml", "apiVersion: v2\nname: tabs\nversion: 0.1.0\n");
        await WriteAsync("values.yaml", "image: one\n");
        await WriteAsync("crds/crontabs.yaml", CronTabs.Definition(Group));
        await WriteAsync("templates/crontab.yaml", CronTabs.Object(Group, "{{ .Release.Name }}", "{{ .Values.image }}"));
        await WriteAsync("templates/deployment.yaml", Manifests.Web("demo", 1, "hello"));
        await WriteAsync("templates/hook.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {{ .Release.Name }}-hook
              annotations:
                helm.sh/hook: pre-install,pre-upgrade
                helm.sh/hook-delete-policy: before-hook-creation
            data:
              revision: "{{ .Release.Revision }}"
            """);
    }

    private async Task WriteAsync(string path, string text)
    {
        var file = Path.Combine(_chart, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, Token);
    }
}
