using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ManagedFieldsTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("ephemeralcontainers", """{"ephemeralContainers":[{"name":"d","image":"i"}]}""", "f:ephemeralContainers")]
    [InlineData("resize", """{"containers":[{"name":"c","resources":{"requests":{"cpu":"2"}}}]}""", "f:containers")]
    public async Task A_subresource_of_a_pod_changes_and_owns_its_part_and_nothing_else(string subresource, string spec, string owned)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Pods, """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1"}}}]}}""");
        var patch = JsonNode.Parse($$$"""{"metadata":{"labels":{"a":"b"}},"spec":{{{spec}}}}""")!;
        patch["spec"]!["activeDeadlineSeconds"] = 5;

        var answer = await cluster.SendAsync(
            "PATCH", $"{Pods}/a/{subresource}?fieldManager=part", patch.ToJsonString(), "application/strategic-merge-patch+json");

        answer.Code.Should().Be(200, "{0}", answer.Text);
        answer.Metadata.Should().NotContainKey("labels");
        answer.Json["spec"]!.AsObject().Should().NotContainKey("activeDeadlineSeconds");
        var entry = answer.Metadata["managedFields"]!.AsArray().Single(one => one!["manager"]!.GetValue<string>() == "part")!;
        entry["fieldsV1"]!.AsObject().Select(field => field.Key).Should().Equal("f:spec");
        entry["fieldsV1"]!["f:spec"]!.AsObject().Select(field => field.Key).Should().Equal(owned);
    }

    [Fact]
    public async Task A_created_Deployment_is_owned_as_upstream_writes_it()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await cluster.CreateAsync(
            $"{Deployments}?fieldManager=kubectl-create",
            """
            {"metadata":{"name":"web","labels":{"app":"web"}},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"nginx","ports":[{"containerPort":80}]}]}}}}
            """);

        Show(created).Should().Be(
            """
            [{"manager":"kubectl-create","operation":"Update","apiVersion":"apps/v1","time":"2026-05-04T03:02:01Z","fieldsType":"FieldsV1","fieldsV1":{
            "f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},"f:selector":{},
            "f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},
            "f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{"k:{name:nginx}":{".":{},"f:image":{},"f:imagePullPolicy":{},"f:name":{},
            "f:ports":{".":{},"k:{containerPort:80,protocol:TCP}":{".":{},"f:containerPort":{},"f:protocol":{}}},
            "f:resources":{},"f:terminationMessagePath":{},"f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}}]
            """.Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_admission_and_the_server_set_is_owned_by_nobody()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var fields = Show(await cluster.CreatePodAsync("a"));

        fields.Should().NotContain("f:tolerations").And.NotContain("f:serviceAccount").And.NotContain("f:volumes").And.NotContain("f:status")
            .And.NotContain("f:uid").And.NotContain("f:name\":{},\"f:namespace");
        fields.Should().Contain("f:enableServiceLinks").And.Contain("f:dnsPolicy");
    }

    [Fact]
    public async Task A_patch_of_the_status_is_owned_in_the_subresource_and_a_repeated_one_writes_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        var first = await cluster.SendAsync("PATCH", $"{Pods}/a/status?fieldManager=kubelet", """{"status":{"phase":"Running"},"spec":{"priority":3}}""", "application/merge-patch+json");
        cluster.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await cluster.SendAsync("PATCH", $"{Pods}/a/status?fieldManager=kubelet", """{"status":{"phase":"Running"}}""", "application/merge-patch+json");

        var entry = Entry(first.Json, "kubelet");
        entry["subresource"]!.GetValue<string>().Should().Be("status");
        entry["fieldsV1"]!.ToJsonString().Should().Be("""{"f:status":{"f:phase":{}}}""");
        second.ResourceVersion.Should().Be(first.ResourceVersion);
    }

    [Fact]
    public async Task A_main_update_does_not_own_the_status_it_sends()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");

        var patched = await cluster.SendAsync(
            "PATCH", $"{Deployments}/a?fieldManager=two", """{"spec":{"replicas":4},"status":{"replicas":4}}""", "application/merge-patch+json");

        Entry(patched.Json, "two")["fieldsV1"]!.ToJsonString().Should().Be("""{"f:spec":{"f:replicas":{}}}""");
        Show(patched.Json).Split("f:replicas").Should().HaveCount(2, "the first writer lost it");
    }

    [Fact]
    public async Task A_put_of_what_was_read_keeps_owners_and_a_put_without_them_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync($"{ConfigMaps}?fieldManager=one", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var same = await cluster.PutAsync($"{ConfigMaps}/a?fieldManager=two", created);
        created["metadata"]!.AsObject().Remove("managedFields");
        created["data"]!["l"] = "2";
        var other = await cluster.PutAsync($"{ConfigMaps}/a?fieldManager=two", created);

        Managers(same.Json).Should().Equal("one");
        Managers(other.Json).Should().Equal("one", "two");
        Entry(other.Json, "two")["fieldsV1"]!.ToJsonString().Should().Be("""{"f:data":{"f:l":{}}}""");
    }

    [Fact]
    public async Task A_json_patch_can_rewrite_and_reset_ownership()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync($"{ConfigMaps}?fieldManager=one", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");

        var renamed = await cluster.SendAsync(
            "PATCH", $"{ConfigMaps}/a", """[{"op":"replace","path":"/metadata/managedFields/0/manager","value":"kubectl"},{"op":"replace","path":"/metadata/managedFields/0/operation","value":"Apply"}]""", "application/json-patch+json");
        var reset = await cluster.SendAsync(
            "PATCH", $"{ConfigMaps}/a", """[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]""", "application/json-patch+json");

        Managers(renamed.Json).Should().Equal("kubectl");
        Entry(renamed.Json, "kubectl")["operation"]!.GetValue<string>().Should().Be("Apply");
        reset.Metadata.Should().NotContainKey("managedFields");
    }

    [Fact]
    public async Task Scheduling_and_deleting_a_pod_change_no_owner()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreatePodAsync("a");
        await cluster.PostAsync($"{Pods}/a/binding?fieldManager=scheduler", """{"target":{"kind":"Node","name":"n"}}""");

        var deleted = await cluster.DeleteAsync($"{Pods}/a");

        Show(deleted.Json).Should().Be(Show(created));
    }

    [Theory]
    [InlineData("POST", "CreateOptions")]
    [InlineData("PUT", "UpdateOptions")]
    [InlineData("PATCH", "PatchOptions")]
    public async Task A_manager_with_too_long_a_name_is_refused(string method, string options)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = method == "POST" ? ConfigMaps : $"{ConfigMaps}/a";
        var type = method == "PATCH" ? "application/merge-patch+json" : "application/json";

        var answer = await cluster.SendAsync(method, $"{path}?fieldManager={new string('m', 129)}", """{"metadata":{"name":"a"}}""", type);

        answer.Code.Should().Be(422);
        answer.Message.Should().Be($"{options}.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes");
    }

    [Fact]
    public async Task Without_a_parameter_the_user_agent_names_the_manager()
    {
        await using var cluster = await ApiCluster.StartAsync();
        cluster.Http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "robot/2.1 (linux)");

        Managers(await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1"}}""")).Should().Equal("robot");
    }

    [Fact]
    public async Task An_owner_in_one_version_loses_what_is_changed_in_another()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(
            "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers?fieldManager=one",
            """{"metadata":{"name":"h"},"spec":{"maxReplicas":5,"minReplicas":2,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"}}}""");

        var changed = await cluster.SendAsync(
            "PATCH", "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h?fieldManager=two", """{"spec":{"maxReplicas":6}}""", "application/merge-patch+json");

        Entry(changed.Json, "one")["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v1");
        Entry(changed.Json, "one")["fieldsV1"]!.ToJsonString().Should().Contain("f:minReplicas").And.NotContain("f:maxReplicas");
        Entry(changed.Json, "two")["fieldsV1"]!.ToJsonString().Should().Be("""{"f:spec":{"f:maxReplicas":{}}}""");
    }

    private static List<string> Managers(JsonObject tree) =>
        [.. tree["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!["manager"]!.GetValue<string>())];

    private static JsonNode Entry(JsonObject tree, string manager) =>
        tree["metadata"]!["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == manager)!;

    private static string Show(JsonObject tree) =>
        tree["metadata"]!["managedFields"]!.ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal);
}
