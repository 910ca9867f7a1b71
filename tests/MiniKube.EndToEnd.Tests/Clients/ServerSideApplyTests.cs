using System.Text.Json.Nodes;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class ServerSideApplyTests(SimulatedCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task A_conflict_is_told_and_forced()
    {
        var kubectl = await InNamespaceAsync("ssa-conflict");

        (await kubectl("apply --server-side -f -", Web(2, "one"))).Must().Should().Contain("deployment.apps/web serverside-applied");
        (await kubectl("scale deployment web --replicas=3", null)).Must();
        var refused = (await kubectl("apply --server-side -f -", Web(4, "one"))).MustFail();
        (await kubectl("apply --server-side --force-conflicts -f -", Web(4, "one"))).Must();

        refused.Should().Contain("Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\" using apps/v1: .spec.replicas")
            .And.Contain("`--force-conflicts`");
        (await kubectl("get deployment web -o jsonpath={.spec.replicas}", null)).Must().Should().Be("4");
        Owners(await kubectl("get deployment web -o json --show-managed-fields", null)).Should().Contain("kubectl Apply").And.NotContain("kubectl Update scale");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_kubectl_applied_by_itself_moves_to_the_server_and_fields_left_out_are_removed()
    {
        var kubectl = await InNamespaceAsync("ssa-migration");
        (await kubectl("apply -f -", Web(2, "one"))).Must();
        Owners(await kubectl("get deployment web -o json --show-managed-fields", null)).Should().Contain("kubectl-client-side-apply Update");

        (await kubectl("apply --server-side -f -", Web(2, "one"))).Must();
        Owners(await kubectl("get deployment web -o json --show-managed-fields", null)).Should().Contain("kubectl Apply").And.NotContain("kubectl-client-side-apply Update");
        (await kubectl("apply --server-side -f -", Web(2, null))).Must();

        (await kubectl("get deployment web -o jsonpath={.spec.template.spec.containers[0].env}", null)).Must().Should().BeEmpty();
        (await kubectl("apply -f -", Web(3, "two"))).Must().Should().Contain("deployment.apps/web configured");
    }

    [Fact(Timeout = 180_000)]
    public async Task Diff_shows_what_an_apply_would_change_and_changes_nothing()
    {
        var kubectl = await InNamespaceAsync("ssa-diff");
        (await kubectl("apply --server-side -f -", Web(2, "one"))).Must();

        var server = await kubectl("diff --server-side -f -", Web(5, "one"));
        var client = await kubectl("diff -f -", Web(5, "one"));
        var same = await kubectl("diff --server-side -f -", Web(2, "one"));

        server.ExitCode.Should().Be(1, "{0}", server.Error);
        server.Output.Should().MatchRegex(@"(?m)^-  replicas: 2$").And.MatchRegex(@"(?m)^\+  replicas: 5$");
        client.Output.Should().MatchRegex(@"(?m)^\+  replicas: 5$");
        same.ExitCode.Should().Be(0, "{0}", same.Output);
        (await kubectl("get deployment web -o jsonpath={.spec.replicas}", null)).Must().Should().Be("2");
    }

    [Fact(Timeout = 180_000)]
    public async Task Edit_of_a_subresource_writes_and_owns_the_status()
    {
        var kubectl = await InNamespaceAsync("ssa-edit");
        (await kubectl("create -f -", "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}\n")).Must();

        (await kubectl("edit pvc c --subresource=status", null, new Dictionary<string, string> { ["KUBE_EDITOR"] = "sed -i s/Pending/Lost/" })).Must();

        (await kubectl("get pvc c -o jsonpath={.status.phase}", null)).Must().Should().Be("Lost");
        Owners(await kubectl("get pvc c -o json --show-managed-fields", null)).Should().Contain("kubectl-edit Update status");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_does_not_fit_is_refused_with_its_place()
    {
        var kubectl = await InNamespaceAsync("ssa-refused");

        var unknown = await kubectl("apply --server-side --validate=false -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nspec: {}\n");
        var twice = await kubectl("apply --server-side -f -", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, finalizers: [a/b, a/b]}\n");

        unknown.MustFail().Should().Contain("failed to create typed patch object (ssa-refused/a; /v1, Kind=ConfigMap): .spec: field not declared in schema");
        twice.MustFail().Should().Contain(".metadata.finalizers: duplicate entries for key [=\"a/b\"]");
    }

    private async Task<Invocation> InNamespaceAsync(string name)
    {
        var kubectl = await cluster.KubectlAsync(Parts.Kubectl);
        await kubectl.MustAsync($"create namespace {name}", Token);
        return (words, input, environment) => kubectl.RunAsync(["-n", name, .. words.Split(' ')], Token, input, environment);
    }

    private static List<string> Owners(CommandResult result) =>
    [
        .. JsonNode.Parse(result.Must())!["metadata"]!["managedFields"]!.AsArray().Select(
            entry => $"{entry!["manager"]} {entry["operation"]} {entry["subresource"]}".TrimEnd()),
    ];

    private static string Web(int replicas, string? setting) => $"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: {replicas}
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
              - name: web
                image: example.test/web:1
                ports:
                - containerPort: 80
        """ + (setting is null ? "" : $"\n        env:\n        - name: SETTING\n          value: {setting}");

    private delegate Task<CommandResult> Invocation(string words, string? input, IReadOnlyDictionary<string, string>? environment = null);
}
