using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Admission.Webhooks;

public sealed class MutatingWebhookTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string AddLabel = """[{"op":"add","path":"/metadata/labels","value":{"by":"webhook"}}]""";

    private ApiCluster _cluster = null!;
    private AdmissionServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ApiCluster.StartAsync();
        _server = await AdmissionServer.StartAsync(_cluster, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_changes_what_is_made_and_nobody_owns_what_it_put_in()
    {
        _server.Patch("one", AddLabel);
        await _cluster.MutateByAsync("hooks", _server.Webhook("one", "configmaps", "CREATE"));

        var made = await _cluster.PostAsync($"{ConfigMaps}?fieldManager=me", """{"metadata":{"name":"c"},"data":{"a":"b"}}""");

        made.Code.Should().Be(201, made.Text);
        made.Metadata["labels"]!["by"]!.GetValue<string>().Should().Be("webhook");
        made.Metadata["managedFields"]!.ToJsonString().Should().Contain("f:data").And.NotContain("f:labels");
    }

    [Fact]
    public async Task The_question_says_who_does_what_to_which_object()
    {
        await _cluster.MutateByAsync("hooks", _server.Webhook("one", "configmaps"));

        await _cluster.PostAsync($"{ConfigMaps}?fieldManager=me", """{"metadata":{"name":"c"},"data":{"a":"b"}}""");
        await _cluster.MergeAsync($"{ConfigMaps}/c", """{"data":{"a":"c"}}""");
        await _cluster.DeleteAsync($"{ConfigMaps}/c?propagationPolicy=Foreground");

        var asked = _server.At("one");
        asked.Select(each => each["operation"]!.GetValue<string>()).Should().Equal("CREATE", "UPDATE", "DELETE");
        var create = asked[0];
        create["kind"]!.ToJsonString().Should().Be("""{"group":"","version":"v1","kind":"ConfigMap"}""");
        create["resource"]!.ToJsonString().Should().Be("""{"group":"","version":"v1","resource":"configmaps"}""");
        create["requestKind"]!.ToJsonString().Should().Be(create["kind"]!.ToJsonString());
        (create["name"]!.GetValue<string>(), create["namespace"]!.GetValue<string>()).Should().Be(("c", "default"));
        create["userInfo"]!["username"]!.GetValue<string>().Should().Be("tester");
        create["userInfo"]!["groups"]!.AsArray().Select(each => each!.GetValue<string>()).Should().Contain("system:masters");
        create["object"]!["data"]!["a"]!.GetValue<string>().Should().Be("b");
        create["oldObject"].Should().BeNull();
        create["dryRun"]!.GetValue<bool>().Should().BeFalse();
        create["options"]!.ToJsonString().Should().Be("""{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"me"}""");
        asked[1]["object"]!["data"]!["a"]!.GetValue<string>().Should().Be("c");
        asked[1]["oldObject"]!["data"]!["a"]!.GetValue<string>().Should().Be("b");
        asked[2]["object"].Should().BeNull();
        asked[2]["oldObject"]!["data"]!["a"]!.GetValue<string>().Should().Be("c");
        asked[2]["options"]!["propagationPolicy"]!.GetValue<string>().Should().Be("Foreground");
        _server.Asked.Should().OnlyContain(each => each.Query == "?timeout=10s");
    }

    [Fact]
    public async Task Webhooks_are_asked_in_the_order_of_their_configurations_and_each_sees_what_came_before()
    {
        _server.Patch("first", AddLabel);
        await _cluster.MutateByAsync("b", _server.Webhook("second", "configmaps"));
        await _cluster.MutateByAsync("a", _server.Webhook("first", "configmaps"), _server.Webhook("after", "configmaps"));

        await _cluster.PostConfigMapAsync("c");

        _server.Asked.Select(each => each.Path).Should().Equal("first", "after", "second");
        _server.At("second")[0]["object"]!["metadata"]!["labels"]!["by"]!.GetValue<string>().Should().Be("webhook");
    }

    [Fact]
    public async Task A_webhook_that_asks_for_it_sees_once_more_what_a_later_one_changed()
    {
        _server.Patch("late", AddLabel);
        await _cluster.MutateByAsync(
            "a",
            _server.Webhook("keen", "configmaps", more: """{"reinvocationPolicy":"IfNeeded"}"""),
            _server.Webhook("lazy", "configmaps"),
            _server.Webhook("late", "configmaps"));

        await _cluster.PostConfigMapAsync("c");

        _server.Asked.Select(each => each.Path).Should().Equal("keen", "lazy", "late", "keen");
        _server.At("keen")[1]["object"]!["metadata"]!["labels"]!["by"]!.GetValue<string>().Should().Be("webhook");
    }

    [Fact]
    public async Task Nothing_is_asked_twice_when_nothing_changed()
    {
        _server.Patch("same", """[{"op":"replace","path":"/data/a","value":"b"}]""");
        await _cluster.MutateByAsync("a", _server.Webhook("same", "configmaps", more: """{"reinvocationPolicy":"IfNeeded"}"""));

        await _cluster.PostConfigMapAsync("c");

        _server.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_container_that_a_webhook_adds_gets_what_the_other_plug_ins_give()
    {
        _server.Patch("sidecar", """[{"op":"add","path":"/spec/containers/-","value":{"name":"side","image":"side"}}]""");
        await _cluster.MutateByAsync("a", _server.Webhook("sidecar", "pods", "CREATE"));

        var pod = await _cluster.CreatePodAsync("p");

        var side = pod["spec"]!["containers"]![1]!;
        side["name"]!.GetValue<string>().Should().Be("side");
        side["imagePullPolicy"]!.GetValue<string>().Should().Be("Always", "defaults follow");
        side["volumeMounts"]![0]!["mountPath"]!.GetValue<string>().Should().Be("/var/run/secrets/kubernetes.io/serviceaccount");
        pod["spec"]!["volumes"]!.AsArray().Should().HaveCount(1);
    }

    [Fact]
    public async Task A_generated_name_is_made_after_the_webhooks_and_known_to_those_that_validate()
    {
        await _cluster.MutateByAsync("a", _server.Webhook("mutate", "configmaps"));
        await _cluster.ValidateByAsync("a", _server.Webhook("validate", "configmaps"));

        var made = await _cluster.CreateAsync(ConfigMaps, """{"metadata":{"generateName":"c-"}}""");

        var name = made["metadata"]!["name"]!.GetValue<string>();
        _server.At("mutate")[0]["name"].Should().BeNull();
        _server.At("mutate")[0]["object"]!["metadata"]!["uid"].Should().BeNull();
        _server.At("validate")[0]["name"]!.GetValue<string>().Should().Be(name).And.StartWith("c-");
        _server.At("validate")[0]["object"]!["metadata"]!["uid"]!.GetValue<string>().Should().Be(made["metadata"]!["uid"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_webhook_cannot_move_an_object_to_another_name_or_namespace()
    {
        await _cluster.MutateByAsync("a", _server.Webhook("move", "configmaps"));
        _server.Patch("move", """[{"op":"replace","path":"/metadata/namespace","value":"kube-system"}]""");

        var moved = await _cluster.PostConfigMapAsync("c");

        moved.Code.Should().Be(400);
        (await _cluster.GetAsync(ConfigMaps)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_webhook_is_asked_in_its_own_version_and_its_patch_comes_back_in_that_of_the_request()
    {
        _server.Patch("v2", """[{"op":"replace","path":"/spec/maxReplicas","value":9}]""");
        var webhook = _server.Webhook("v2", "horizontalpodautoscalers");
        webhook["rules"]![0]!["apiVersions"] = new JsonArray("v2");
        await _cluster.MutateByAsync("a", webhook);

        var made = await _cluster.CreateAsync("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", """
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"targetCPUUtilizationPercentage":50,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"}}}
            """);

        var asked = _server.At("v2")[0];
        asked["kind"]!["version"]!.GetValue<string>().Should().Be("v2");
        asked["requestKind"]!["version"]!.GetValue<string>().Should().Be("v1");
        asked["object"]!["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v2");
        asked["object"]!["spec"]!["metrics"]!.AsArray().Should().HaveCount(1);
        made["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v1");
        made["spec"]!["maxReplicas"]!.GetValue<int>().Should().Be(9);
        made["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<int>().Should().Be(50);
    }

    [Fact]
    public async Task Owners_that_a_webhook_makes_unreadable_are_put_back_with_a_warning()
    {
        _server.Patch("spoil", """[{"op":"replace","path":"/metadata/managedFields","value":[{"manager":"x","fieldsType":"none"}]}]""");
        await _cluster.MutateByAsync("a", _server.Webhook("spoil", "configmaps"));

        var made = await _cluster.PostAsync($"{ConfigMaps}?fieldManager=me", """{"metadata":{"name":"c"},"data":{"a":"b"}}""");

        made.Metadata["managedFields"]![0]!["manager"]!.GetValue<string>().Should().Be("me");
        made.Warnings.Should().ContainSingle().Which.Should().Contain(".metadata.managedFields was in an invalid state after admission");
    }

    [Fact]
    public async Task The_configuration_of_webhooks_is_beyond_webhooks()
    {
        _server.Answer("all", _ => AdmissionServer.Denied("never"));
        await _cluster.MutateByAsync("a", _server.Webhook("all", "*/*"));

        var other = await _cluster.PostConfigMapAsync("c");
        var deleted = await _cluster.DeleteAsync($"{ApiClusterWebhooks.Mutating}/a");
        var after = await _cluster.PostConfigMapAsync("c");

        other.Code.Should().Be(403);
        deleted.Code.Should().Be(200, deleted.Text);
        after.Code.Should().Be(201, "a configuration that is gone counts for the next write");
    }

    [Fact]
    public async Task An_object_in_deletion_cannot_be_patched_by_a_webhook_asked_about_the_delete()
    {
        _server.Patch("one", AddLabel);
        await _cluster.PostConfigMapAsync("c");
        await _cluster.MutateByAsync("a", _server.Webhook("one", "configmaps", "DELETE"));

        var deleted = await _cluster.DeleteAsync($"{ConfigMaps}/c");

        deleted.Code.Should().Be(500);
        deleted.Message.Should().Contain("admission webhook \"one.example.com\" attempted to modify the object, which is not supported for this operation");
    }
}
