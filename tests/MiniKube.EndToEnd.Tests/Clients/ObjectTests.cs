using System.Text.Json.Nodes;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class ObjectTests(ContainerdCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Create_makes_objects_of_several_kinds_and_refuses_a_second_one_of_the_name()
    {
        await MustAsync("create configmap settings --from-literal=color=blue");
        await MustAsync("create secret generic pass --from-literal=word=open");
        await MustAsync($"create deployment app --image={ContainerdCluster.WebImage}");
        await MustAsync("create serviceaccount robot");
        await MustAsync("create service clusterip app --tcp=80:8080");

        (await JsonPathAsync("configmap settings", "{.data.color}")).Should().Be("blue");
        (await JsonPathAsync("secret pass", "{.data.word}")).Should().Be("b3Blbg==");
        (await JsonPathAsync("service app", "{.spec.clusterIP}")).Should().MatchRegex(@"^10\.(9[6-9]|10\d|11[01])\.");
        (await MustFailAsync("create configmap settings")).Should().Contain("configmaps \"settings\" already exists");
    }

    [Fact]
    public async Task Apply_creates_then_says_unchanged_then_configures_and_removes_what_the_file_no_longer_has()
    {
        (await MustAsync("apply -f -", Manifests.ConfigMap("cm", "one") + "\n  gone: soon")).Should().Contain("configmap/cm created");
        (await MustAsync("apply -f -", Manifests.ConfigMap("cm", "one") + "\n  gone: soon")).Should().Contain("configmap/cm unchanged");
        (await MustAsync("apply -f -", Manifests.ConfigMap("cm", "two"))).Should().Contain("configmap/cm configured");

        (await JsonPathAsync("configmap cm", "{.data}")).Should().Be("{\"key\":\"two\"}");
    }

    [Fact]
    public async Task Get_prints_tables_wide_tables_yaml_and_json()
    {
        await ApplyWebAsync("web");

        var table = (await MustAsync("get deployments")).Split('\n');
        table[0].Should().MatchRegex(@"^NAME +READY +UP-TO-DATE +AVAILABLE +AGE$");
        table[1].Should().MatchRegex(@"^web +1/1 +1 +1 +\d+s$");

        var wide = (await MustAsync("get pods -o wide")).Split('\n');
        wide[0].Should().MatchRegex(@"^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES$");
        wide[1].Should().MatchRegex(@"^web-\w+-\w+ +1/1 +Running +0 +\d+s +10\.244\.\d+\.\d+ +\S+ +<none> +<none>$");

        var json = JsonNode.Parse(await MustAsync("get deployment web -o json"))!;
        json["kind"]!.GetValue<string>().Should().Be("Deployment");
        json["status"]!["availableReplicas"]!.GetValue<int>().Should().Be(1);
        (await MustAsync("get deployment web -o yaml")).Should().StartWith("apiVersion: apps/v1\nkind: Deployment");
        (await MustAsync("get pods -l app=web -o name")).Should().StartWith("pod/web-");
        (await MustAsync("get pods -l app=other")).Should().BeEmpty();
    }

    [Fact]
    public async Task Get_watch_prints_changes_as_they_come()
    {
        await MustAsync("apply -f -", Manifests.ConfigMap("seen", "one"));
        var watch = Kubectl.RunAsync($"-n {Namespace} get configmaps --watch --request-timeout=6s -o custom-columns=N:.metadata.name,K:.data.key", Token);

        await MustAsync("apply -f -", Manifests.ConfigMap("late", "two"));
        await MustAsync("patch configmap late -p {\"data\":{\"key\":\"three\"}}");

        (await watch).Output.Should().Contain("seen").And.MatchRegex(@"late +two[\s\S]*late +three");
    }

    [Fact]
    public async Task Describe_tells_the_state_and_the_events()
    {
        await ApplyWebAsync("web");

        var deployment = await MustAsync("describe deployment web");
        deployment.Should().MatchRegex(@"Replicas: +1 desired \| 1 updated \| 1 total \| 1 available \| 0 unavailable");
        deployment.Should().Contain("ScalingReplicaSet");

        var pod = await MustAsync("describe pods -l app=web");
        pod.Should().MatchRegex(@"Status: +Running").And.Contain("Scheduled").And.Contain("Pulled").And.Contain("Started");
        (await MustAsync("describe nodes")).Should().MatchRegex(@"Ready +True");
    }

    [Fact]
    public async Task Label_and_annotate_set_replace_and_remove()
    {
        await MustAsync("apply -f -", Manifests.ConfigMap("cm", "one"));

        await MustAsync("label configmap cm tier=front");
        (await MustFailAsync("label configmap cm tier=back")).Should().Contain("--overwrite is false");
        await MustAsync("label configmap cm tier=back --overwrite");
        (await MustAsync("get configmaps -l tier=back -o name")).Trim().Should().Be("configmap/cm");
        await MustAsync("label configmap cm tier-");
        (await MustAsync("get configmaps -l tier -o name")).Should().BeEmpty();

        await MustAsync(["annotate", "configmap", "cm", "note=a b"]);
        (await JsonPathAsync("configmap cm", "{.metadata.annotations.note}")).Should().Be("a b");
        (await MustFailAsync("label configmap cm bad/key/x=1")).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Edit_sends_what_the_editor_changed()
    {
        await MustAsync("apply -f -", Manifests.ConfigMap("cm", "before"));

        await MustAsync(["edit", "configmap", "cm"], new Dictionary<string, string> { ["KUBE_EDITOR"] = "sed -i s/before/after/" });

        (await JsonPathAsync("configmap cm", "{.data.key}")).Should().Be("after");
    }

    [Fact]
    public async Task Patch_works_in_its_three_types()
    {
        await ApplyWebAsync("web");

        await MustAsync(["patch", "deployment", "web", "--type=strategic", "-p",
            """{"spec":{"template":{"spec":{"containers":[{"name":"web","env":[{"name":"ADDED","value":"1"}]}]}}}}"""]);
        await MustAsync(["patch", "deployment", "web", "--type=merge", "-p", """{"metadata":{"labels":{"app":null,"merged":"yes"}}}"""]);
        await MustAsync(["patch", "deployment", "web", "--type=json", "-p",
            """[{"op":"test","path":"/spec/replicas","value":1},{"op":"replace","path":"/spec/replicas","value":2}]"""]);

        (await JsonPathAsync("deployment web", "{.spec.template.spec.containers[0].env[*].name}")).Split(' ')
            .Should().BeEquivalentTo("GREETING", "POD_NAME", "ADDED");
        (await JsonPathAsync("deployment web", "{.metadata.labels}")).Should().Be("{\"merged\":\"yes\"}");
        (await JsonPathAsync("deployment web", "{.spec.replicas}")).Should().Be("2");
    }

    [Fact]
    public async Task Diff_shows_what_apply_would_change_and_changes_nothing()
    {
        await MustAsync("apply -f -", Manifests.ConfigMap("cm", "one"));

        var same = await Kubectl.RunAsync($"-n {Namespace} diff -f -", Token, Manifests.ConfigMap("cm", "one"));
        var other = await Kubectl.RunAsync($"-n {Namespace} diff -f -", Token, Manifests.ConfigMap("cm", "two"));

        same.ExitCode.Should().Be(0, same.Error);
        other.ExitCode.Should().Be(1, other.Error);
        other.Output.Should().Contain("-  key: one").And.Contain("+  key: two");
        (await JsonPathAsync("configmap cm", "{.data.key}")).Should().Be("one");
    }

    [Fact]
    public async Task Wait_returns_when_the_condition_holds_and_fails_when_it_does_not()
    {
        await MustAsync("apply -f -", Manifests.Web("web"));

        await MustAsync("wait deployment/web --for=condition=Available --timeout=90s");
        await MustAsync("wait pod -l app=web --for=condition=Ready --timeout=90s");
        await MustAsync(["wait", "pod", "-l", "app=web", "--for=jsonpath={.status.phase}=Running", "--timeout=30s"]);
        (await MustFailAsync("wait deployment/web --for=condition=Nonsense --timeout=1s")).Should().Contain("timed out");
    }
}
