using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class CustomResourceTests(SimulatedCluster cluster)
{
    private const string Group = "kubectl.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Kubectl_defines_uses_and_removes_a_kind()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("apply -f -", Token, CronTabs.Definition(Group));
        await kubectl.MustAsync($"wait --for condition=established --timeout=30s crd/crontabs.{Group}", Token);
        await kubectl.MustAsync("apply -f -", Token, CronTabs.Object(Group, "one"));
        await kubectl.MustAsync("apply -f -", Token, CronTabs.Object(Group, "two"));

        await ReadAsync(kubectl);
        await ChangeAsync(kubectl);

        await kubectl.MustAsync($"delete crd crontabs.{Group} --timeout=30s", Token);
        (await kubectl.RunAsync($"get crontabs.{Group}", Token)).MustFail();
        await kubectl.MustAsync("apply -f -", Token, CronTabs.Definition(Group));
        await kubectl.MustAsync($"wait --for condition=established --timeout=30s crd/crontabs.{Group}", Token);
        (await kubectl.MustAsync($"get crontabs.{Group} --ignore-not-found", Token)).Should().BeEmpty();
        await kubectl.MustAsync($"delete crd crontabs.{Group} --timeout=30s", Token);
    }

    private static async Task ReadAsync(Kubectl kubectl)
    {
        (await kubectl.MustAsync($"explain crontabs.{Group}.spec", Token)).Should().Contain("What is wanted.").And.Contain("image\t<string> -required-");
        (await kubectl.MustAsync($"get ct.{Group} one", Token)).Should().MatchRegex(@"^NAME +SPEC +REPLICAS +AGE\none +\* \* \* \* \*/5 +1 +\d+s\n$");
        (await kubectl.MustAsync("get tabs", Token)).Should().Contain("two");
        (await kubectl.MustAsync($"get ct.{Group} --field-selector spec.image=busybox -o name", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        (await kubectl.MustAsync($"api-resources --api-group={Group} --no-headers", Token)).Should().MatchRegex(@"^crontabs +ct +kubectl\.example\.com/v1 +true +CronTab");
        (await kubectl.MustAsync($"describe ct.{Group} one", Token)).Should().MatchRegex(@"Image: +busybox");
    }

    private static async Task ChangeAsync(Kubectl kubectl)
    {
        (await kubectl.MustAsync("apply -f -", Token, CronTabs.Object(Group, "one", "other"))).Should().Contain("configured");
        (await kubectl.MustAsync("apply -f -", Token, CronTabs.Object(Group, "one", "other"))).Should().Contain("unchanged");
        await kubectl.MustAsync($"scale ct.{Group}/one --replicas=3", Token);
        (await kubectl.RunAsync(["patch", $"ct.{Group}", "one", "--type=merge", "-p", """{"spec":{"image":"patched"}}"""], Token)).Must();
        await kubectl.MustAsync($"label ct.{Group} one a=b", Token);
        (await kubectl.RunAsync(["edit", $"ct.{Group}", "one"], Token, environment: new Dictionary<string, string> { ["KUBE_EDITOR"] = "sed -i s/patched/edited/" })).Must();
        (await kubectl.RunAsync(["get", $"ct.{Group}", "-l", "a=b", "-o", "jsonpath={.items[*].spec}"], Token)).Must()
            .Should().Be("""{"cronSpec":"* * * * */5","image":"edited","replicas":3}""");
        (await kubectl.RunAsync("apply -f -", Token, CronTabs.Object(Group, "one", "[3]"))).MustFail().Should().Contain("spec.image");
        (await kubectl.RunAsync("apply -f -", Token, CronTabs.Object(Group, "one") + "\n  colour: red")).MustFail().Should().Contain("unknown field \"spec.colour\"");
    }
}
