using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class ApplyTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task An_apply_creates_and_owns_what_it_names()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var created = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2));
        var again = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2));

        created.Code.Should().Be(201, "{0}", created.Text);
        again.Code.Should().Be(200, "{0}", again.Text);
        again.ResourceVersion.Should().Be(created.ResourceVersion, "an apply that changes nothing writes nothing");
        Entry(created, "me")["operation"]!.GetValue<string>().Should().Be("Apply");
        Show(Entry(created, "me")["fieldsV1"]!).Should().Be(
            """{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:containers":{"k:{name:nginx}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{containerPort:80,protocol:TCP}":{".":{},"f:containerPort":{}}}}}}}}}""");
        created.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["ports"]![0]!["protocol"]!.GetValue<string>().Should().Be("TCP");
    }

    [Fact]
    public async Task A_field_that_another_owns_is_a_conflict_until_it_is_forced()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2), "one");
        await cluster.SendAsync("PATCH", $"{Deployments}/web?fieldManager=two", """{"spec":{"replicas":5}}""", "application/merge-patch+json");

        var refused = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 3), "one");
        var forced = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 3), "one", "&force=true");

        refused.Code.Should().Be(409);
        refused.Message.Should().Be("Apply failed with 1 conflict: conflict with \"two\" using apps/v1: .spec.replicas");
        refused.Json["details"]!.ToJsonString().Replace("\\u0022", "'", StringComparison.Ordinal).Should().Be(
            """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with 'two' using apps/v1","field":".spec.replicas"}]}""");
        forced.Code.Should().Be(200);
        forced.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(3);
        Managers(forced).Should().Equal("one");
    }

    [Fact]
    public async Task Several_conflicts_are_told_by_manager()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2), "one");

        var refused = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 3, image: "other"), "two");

        refused.Message.Should().Be(
            "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.replicas\n- .spec.template.spec.containers[name=\"nginx\"].image");
    }

    [Fact]
    public async Task Applying_the_same_value_shares_the_field_and_leaving_it_out_gives_it_up()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"1","l":"2"}"""), "one");
        await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"1"}"""), "two");

        var shared = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"l":"2"}"""), "one");
        var gone = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("{}"), "one");

        shared.Json["data"]!.ToJsonString().Should().Be("""{"k":"1","l":"2"}""");
        gone.Json["data"]!.ToJsonString().Should().Be("""{"k":"1"}""");
    }

    [Fact]
    public async Task An_item_is_removed_by_its_key_unless_another_applies_it_too()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{Services}/s", Service("""[{"name":"a","port":80},{"name":"b","port":81},{"name":"c","port":82}]"""));
        await ApplyAsync(cluster, $"{Services}/s", Service("""[{"name":"b","port":81,"appProtocol":"http"}]"""), "other");

        var applied = await ApplyAsync(cluster, $"{Services}/s", Service("""[{"name":"c","port":82}]"""));

        applied.Code.Should().Be(200, "{0}", applied.Text);
        var ports = applied.Json["spec"]!["ports"]!.AsArray();
        ports.Select(port => port!["port"]!.GetValue<int>()).Should().Equal(81, 82);
        ports[0]!["appProtocol"]!.GetValue<string>().Should().Be("http");
    }

    [Fact]
    public async Task What_a_default_puts_back_is_no_removal()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var policy = Web(replicas: 1).Replace("\"image\":\"nginx\"", "\"image\":\"nginx\",\"imagePullPolicy\":\"Never\"", StringComparison.Ordinal);
        await ApplyAsync(cluster, $"{Deployments}/web", policy);

        var without = await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 1).Replace("\"replicas\":1,", "", StringComparison.Ordinal));

        without.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        without.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["imagePullPolicy"]!.GetValue<string>().Should().Be("Always");
    }

    [Fact]
    public async Task Subresources_are_applied_and_owned_apart()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2), "one");

        var status = await ApplyAsync(
            cluster, $"{Deployments}/web/status", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":9},"status":{"replicas":4}}""", "two");
        var missing = await ApplyAsync(
            cluster, $"{Deployments}/none/status", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"none"},"status":{"replicas":4}}""", "two");

        status.Code.Should().Be(200, "{0}", status.Text);
        status.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(2);
        Entry(status, "two")["subresource"]!.GetValue<string>().Should().Be("status");
        Entry(status, "two")["fieldsV1"]!.ToJsonString().Should().Be("""{"f:status":{"f:replicas":{}}}""");
        missing.Code.Should().Be(404);
    }

    [Fact]
    public async Task The_replicas_can_be_owned_through_the_scale()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await ApplyAsync(cluster, $"{Deployments}/web", Web(replicas: 2), "one");

        var conflict = await ApplyAsync(cluster, $"{Deployments}/web/scale", Scale(4), "scaler");
        var forced = await ApplyAsync(cluster, $"{Deployments}/web/scale", Scale(4), "scaler", "&force=true");
        var patched = await cluster.SendAsync("PATCH", $"{Deployments}/web/scale?fieldManager=hpa", """{"spec":{"replicas":6}}""", "application/merge-patch+json");
        var read = await cluster.GetAsync($"{Deployments}/web");

        conflict.Code.Should().Be(409);
        conflict.Message.Should().Be("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas");
        forced.Code.Should().Be(200, "{0}", forced.Text);
        patched.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(6);
        read.Json["spec"]!["replicas"]!.GetValue<int>().Should().Be(6);
        Managers(read).Should().Equal("one", "hpa");
        Show(Entry(read, "one")["fieldsV1"]!).Should().NotContain("f:replicas");
        Show(Entry(read, "hpa")).Should().Contain("\"apiVersion\":\"apps/v1\"").And.Contain("\"subresource\":\"scale\"")
            .And.Contain("""{"f:spec":{"f:replicas":{}}}""");
    }

    [Fact]
    public async Task What_was_there_before_the_first_apply_belongs_to_whoever_was_before()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"1","l":"2"}}""");
        await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"managedFields":[{}]}}""");

        var conflict = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"other"}"""));
        var same = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"1"}"""));

        conflict.Message.Should().Be("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k");
        Managers(same).Should().Equal("me", "before-first-apply");
    }

    [Fact]
    public async Task Kubectl_takes_over_what_it_applied_by_itself_before()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Last = """{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\"}}\n""";
        await cluster.SendAsync(
            "POST",
            $"{ConfigMaps}?fieldManager=kubectl-client-side-apply",
            $$$"""{"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{{Last}}}"}},"data":{"k":"1","l":"2"}}""");

        var other = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"new"}"""), "me");
        var refused = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"new","l":"new"}"""), "kubectl");
        var applied = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"new"}"""), "kubectl");

        other.Code.Should().Be(409);
        refused.Message.Should().Be("Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .data.l");
        applied.Code.Should().Be(200, "{0}", applied.Text);
        applied.Metadata["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]!.GetValue<string>().Should().Be(
            """{"apiVersion":"v1","data":{"k":"new"},"kind":"ConfigMap","metadata":{"name":"a"}}""" + "\n");
    }

    [Fact]
    public async Task Two_versions_of_a_kind_are_applied_to_one_object()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string First = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/h";
        const string Second = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h";
        const string Body = """{"apiVersion":"autoscaling/VERSION","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{"minReplicas":2,"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"}}}""";

        var one = await ApplyAsync(cluster, First, Body.Replace("VERSION", "v1", StringComparison.Ordinal), "one");
        var conflict = await ApplyAsync(
            cluster, Second, Body.Replace("VERSION", "v2", StringComparison.Ordinal).Replace(":5", ":6", StringComparison.Ordinal), "two");
        var moved = await ApplyAsync(
            cluster, Second, Body.Replace("VERSION", "v2", StringComparison.Ordinal).Replace("\"minReplicas\":2,", "", StringComparison.Ordinal), "one");

        one.Code.Should().Be(201, "{0}", one.Text);
        conflict.Message.Should().Be("Apply failed with 1 conflict: conflict with \"one\": .spec.maxReplicas");
        moved.Code.Should().Be(200, "{0}", moved.Text);
        moved.Json["spec"]!["minReplicas"]!.GetValue<int>().Should().Be(1, "the default comes back");
        Entry(moved, "one")["apiVersion"]!.GetValue<string>().Should().Be("autoscaling/v2");
    }

    [Fact]
    public async Task A_resourceVersion_in_the_configuration_is_a_condition()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"1"}"""));
        var changed = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"2"}"""));

        var stale = await ApplyAsync(cluster, $"{ConfigMaps}/a", WithVersion(created.ResourceVersion));
        var current = await ApplyAsync(cluster, $"{ConfigMaps}/a", WithVersion(changed.ResourceVersion));

        stale.Code.Should().Be(409);
        stale.Message.Should().Contain("the object has been modified");
        current.Code.Should().Be(200, "{0}", current.Text);
    }

    [Fact]
    public async Task A_dry_run_shows_and_stores_nothing()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var shown = await ApplyAsync(cluster, $"{ConfigMaps}/a", ConfigMap("""{"k":"1"}"""), "me", "&dryRun=All");
        var read = await cluster.GetAsync($"{ConfigMaps}/a");

        shown.Code.Should().Be(201, "{0}", shown.Text);
        shown.Json["data"]!["k"]!.GetValue<string>().Should().Be("1");
        read.Code.Should().Be(404);
    }

    [Theory]
    [InlineData("", "{}", 422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [InlineData("?fieldManager=m", "{}", 400, "invalid object type: /, Kind=")]
    [InlineData("?fieldManager=m", "", 400, "error decoding YAML: ")]
    [InlineData("?fieldManager=m", "[]", 400, "error decoding YAML: the configuration is not an object")]
    [InlineData("?fieldManager=m", "a: b: c", 400, "error converting YAML to JSON: ")]
    [InlineData("?fieldManager=m", "apiVersion: apps/v1\nkind: ConfigMap", 400, "invalid object type: apps/v1, Kind=ConfigMap")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  namespace: b", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  managedFields: []", 400, "metadata.managedFields must be nil")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  uid: x", 409, "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid x, and no existing object was found")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\ndata: 3", 400, "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data: expected map, got numeric")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nspec: {}", 400, "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .spec: field not declared in schema")]
    [InlineData("?fieldManager=m&fieldValidation=Strict", "apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap", 400, "error strict decoding YAML: ")]
    [InlineData("?fieldManager=m&fieldValidation=Sometimes", "apiVersion: v1\nkind: ConfigMap", 422, "fieldValidation: Unsupported value: \"Sometimes\"")]
    [InlineData("?fieldManager=m", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  finalizers: [a/b, a/b]", 400, "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate entries for key [=\"a/b\"]")]
    public async Task What_cannot_be_applied_is_refused(string query, string body, int code, string message)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a{query}", body, "application/apply-patch+yaml");

        answer.Code.Should().Be(code, "{0}", answer.Text);
        answer.Message.Should().Contain(message);
    }

    [Fact]
    public async Task An_apply_that_creates_needs_the_right_to_create()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var ann = UserInfo.Authenticated("ann");
        await cluster.CreateClusterRoleAsync("changer", """[{"apiGroups":["","coordination.k8s.io"],"resources":["configmaps","leases"],"verbs":["patch","update"]}]""");
        await cluster.BindAsync("ann", "changer", "default");
        await ApplyAsync(cluster, $"{ConfigMaps}/there", ConfigMap("""{"k":"1"}""").Replace("\"a\"", "\"there\"", StringComparison.Ordinal));

        var created = await cluster.AsAsync(ann, "PATCH", $"{ConfigMaps}/a?fieldManager=m", ConfigMap("""{"k":"1"}"""), "application/apply-patch+yaml");
        var put = await cluster.AsAsync(ann, "PUT", "/apis/coordination.k8s.io/v1/namespaces/default/leases/l", """{"metadata":{"name":"l"}}""");
        var changed = await cluster.AsAsync(
            ann, "PATCH", $"{ConfigMaps}/there?fieldManager=m", ConfigMap("""{"l":"2"}""").Replace("\"a\"", "\"there\"", StringComparison.Ordinal), "application/apply-patch+yaml");

        created.Code.Should().Be(403);
        created.Message.Should().Be("configmaps \"a\" is forbidden: User \"ann\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        put.Code.Should().Be(403);
        changed.Code.Should().Be(200, "{0}", changed.Text);
    }

    [Fact]
    public async Task Force_belongs_to_applies_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?force=true", "{}", "application/merge-patch+json");

        answer.Code.Should().Be(422);
        answer.Message.Should().Be("PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch");
    }

    [Theory]
    [InlineData("application/apply-patch+cbor")]
    [InlineData("application/json")]
    public async Task Other_forms_of_patches_are_refused_with_those_that_are_read(string type)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m", "{}", type);

        answer.Code.Should().Be(415);
        answer.Message.Should().EndWith(
            "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml");
    }

    private static Task<ApiAnswer> ApplyAsync(ApiCluster cluster, string path, string body, string manager = "me", string more = "") =>
        cluster.SendAsync("PATCH", $"{path}?fieldManager={manager}{more}", body, "application/apply-patch+yaml");

    private static string Web(int replicas, string image = "nginx") => $$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"app":"web"}},
         "spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"nginx","image":"{{{{{image}}}}}","ports":[{"containerPort":80}]}]}}}}
        """;

    private static string ConfigMap(string data) => $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{{data}}}""";

    private static string WithVersion(string version) =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":"{{{version}}}"},"data":{"k":"3"}}""";

    private static string Service(string ports) =>
        $$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"selector":{"a":"b"},"ports":{{{ports}}}}}""";

    private static string Scale(int replicas) =>
        $$$"""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web"},"spec":{"replicas":{{{replicas}}}}}""";

    private static List<string> Managers(ApiAnswer answer) =>
        [.. answer.Metadata["managedFields"]!.AsArray().Select(entry => entry!["manager"]!.GetValue<string>())];

    private static JsonNode Entry(ApiAnswer answer, string manager) =>
        answer.Metadata["managedFields"]!.AsArray().Single(entry => entry!["manager"]!.GetValue<string>() == manager)!;

    private static string Show(JsonNode node) => node.ToJsonString().Replace("\\u0022", "", StringComparison.Ordinal);
}
