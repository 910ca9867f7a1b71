using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>The example of deploy/examples/site-operator: a chart with a kind of two versions, a conversion webhook, and the operator behind both.</summary>
public sealed class SiteOperatorTests(SimulatedCluster cluster) : IAsyncLifetime
{
    private const string Sites = "sites.web.example.com";
    private const string OldSites = "sites.v1alpha1.web.example.com";

    private readonly string _chart = Directory.CreateTempSubdirectory("mkchart").FullName;
    private readonly string _url = $"https://127.0.0.1:{FreePorts.Next()}";
    private Kubectl _kubectl = null!;
    private Kubectl _helm = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        _helm = new Kubectl(cluster.Kubeconfig, _chart, Parts.Helm);
        (await Command.RunAsync("cp", ["-r", Parts.Example("site-operator/chart") + "/.", _chart], Token)).Must();
        await _kubectl.MustAsync("create namespace operators", Token);
        await _kubectl.MustAsync("create namespace sites", Token);
        await HelmAsync($"install op {_chart}");
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_chart, recursive: true);
        foreach (var words in (string[])["delete crd sites.web.example.com --ignore-not-found --timeout=30s", "delete namespace operators sites --wait=false"])
        {
            await _kubectl.RunAsync(words, CancellationToken.None);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task A_kind_lives_through_install_use_upgrade_rollback_and_uninstall()
    {
        (await _kubectl.RunAsync("apply -f -", Token, OldSite("early", "too soon", "small"))).MustFail()
            .Should().Contain("conversion webhook", "nobody converts yet, and nothing is stored half");
        var kubeconfig = await OperatorProcess.WriteKubeconfigAsync(_kubectl, cluster.Kubeconfig, "operators", "site-operator", Token);
        await using var running = await OperatorProcess.StartAsync(kubeconfig, _url, Token);

        await UseAsync();
        await ScaleAsync();
        await RefuseAsync();
        await UpgradeAsync();
        await UninstallAsync();
    }

    /// <summary>Created in the old words, read in the new ones, and served by a Deployment.</summary>
    private async Task UseAsync()
    {
        (await _kubectl.RunAsync("apply -f -", Token, OldSite("blog", "Hello", "medium"))).Error.Should().Contain("Warning: web.example.com/v1alpha1 Site says its size in words");
        await InAsync($"wait --for=condition=Ready {Sites}/blog --timeout=60s");

        (await InAsync($"get {Sites} blog -o jsonpath={{.apiVersion}},{{.spec.content}},{{.spec.replicas}},{{.spec.theme}}")).Should().Be("web.example.com/v1,Hello,3,light");
        (await InAsync($"get {OldSites} blog -o jsonpath={{.apiVersion}},{{.spec.text}},{{.spec.size}}")).Should().Be("web.example.com/v1alpha1,Hello,medium");
        (await InAsync("get deployment blog -o jsonpath={.status.readyReplicas},{.metadata.ownerReferences[0].kind}")).Should().Be("3,Site");
        (await InAsync("get st")).Should().MatchRegex(@"NAME +CONTENT +READY +REPLICAS +AGE\nblog +Hello +True +3 +\d+s\n");
        (await InAsync($"get {Sites} --field-selector spec.theme=light -o name")).Should().Be("site.web.example.com/blog\n");
        (await InAsync($"get {Sites} --field-selector spec.theme=dark -o name")).Should().BeEmpty();
        (await _kubectl.MustAsync("explain site.spec.content", Token)).Should().Contain("What the site says.");
    }

    /// <summary>A number that the old version has no word for is kept through it.</summary>
    private async Task ScaleAsync()
    {
        await InAsync($"scale {Sites}/blog --replicas=4");
        await InAsync($"wait --for=jsonpath={{.status.readyReplicas}}=4 {Sites}/blog --timeout=60s");
        (await InAsync($"get {OldSites} blog -o jsonpath={{.spec.size}}")).Should().Be("large");
        (await _kubectl.RunAsync(["-n", "sites", "patch", OldSites, "blog", "--type=merge", "-p", """{"spec":{"text":"Still"}}"""], Token)).Must();

        (await InAsync($"get {Sites} blog -o jsonpath={{.spec.content}},{{.spec.replicas}},{{.metadata.annotations.web\\.example\\.com/replicas}}")).Should().Be("Still,4,");
        await InAsync($"wait --for=jsonpath={{.spec.template.spec.containers[0].env[0].value}}=Still deployment/blog --timeout=30s");
        (await InAsync($"get {Sites} blog -o jsonpath={{.status.observedGeneration}}")).Should().NotBeEmpty();
    }

    private async Task RefuseAsync()
    {
        (await PatchAsync("""{"spec":{"theme":"dark"}}""")).MustFail().Should().Contain("theme cannot be changed");
        (await PatchAsync("""{"spec":{"content":"<script>"}}""")).MustFail().Should().Contain("scripts are not served");
        (await PatchAsync("""{"spec":{"replicas":11}}""")).MustFail().Should().Contain("spec.replicas");
        (await _kubectl.RunAsync($"--as=system:serviceaccount:operators:site-operator -n sites delete {Sites} blog", Token)).MustFail()
            .Should().Contain("forbidden", "the operator has the rights of its chart, no more");
    }

    /// <summary>Another release of the chart adds a field; what the operator wrote into the definition stays through it and back.</summary>
    private async Task UpgradeAsync()
    {
        var definition = Path.Combine(_chart, "templates", "definition.yaml");
        var released = await File.ReadAllTextAsync(definition, Token);
        await File.WriteAllTextAsync(
            definition, released.Replace("              replicas: {type: integer, minimum: 0", "              tagline: {type: string}\n              replicas: {type: integer, minimum: 0", StringComparison.Ordinal), Token);

        await HelmAsync($"upgrade op {_chart}");
        (await PatchAsync("""{"spec":{"tagline":"new"}}""")).Must();
        (await InAsync($"get {Sites} blog -o jsonpath={{.spec.tagline}}")).Should().Be("new");
        (await InAsync($"get {OldSites} blog -o jsonpath={{.spec.text}}")).Should().Be("Still");

        await HelmAsync("rollback op 1");
        (await InAsync($"get {Sites} blog -o jsonpath={{.spec.content}},{{.spec.tagline}}")).Should().Be("Still,", "the field is unknown again");
        (await InAsync($"get {OldSites} blog -o jsonpath={{.spec.text}}")).Should().Be("Still");
    }

    /// <summary>The definition and its sites stay until somebody deletes it; then all goes.</summary>
    private async Task UninstallAsync()
    {
        (await _helm.MustAsync("-n operators uninstall op --wait", Token)).Should().Contain("kept due to the resource policy");
        (await InAsync($"get {Sites} -o name")).Should().Be("site.web.example.com/blog\n");

        await _kubectl.MustAsync($"delete crd {Sites} --timeout=60s", Token);
        await InAsync("wait --for=delete deployment/blog --timeout=60s");
        (await _kubectl.MustAsync("get apiservices -o name", Token)).Should().NotContain("web.example.com");
    }

    private Task<string> InAsync(string words) => _kubectl.MustAsync($"-n sites {words}", Token);

    private Task<CommandResult> PatchAsync(string patch) => _kubectl.RunAsync(["-n", "sites", "patch", Sites, "blog", "--type=merge", "-p", patch], Token);

    private Task<string> HelmAsync(string words) => _helm.MustAsync(
        $"-n operators {words} {(words.StartsWith("rollback", StringComparison.Ordinal) ? "" : $"--set operator.url={_url}")} --wait --timeout 60s", Token);

    private static string OldSite(string name, string text, string size) => $$"""
        apiVersion: web.example.com/v1alpha1
        kind: Site
        metadata:
          name: {{name}}
          namespace: sites
        spec:
          text: {{text}}
          size: {{size}}
        """;
}
