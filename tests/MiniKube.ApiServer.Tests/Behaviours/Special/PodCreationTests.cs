using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Special;

public sealed class PodCreationTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Classes = "/apis/scheduling.k8s.io/v1/priorityclasses";

    [Fact]
    public async Task A_new_pod_tolerates_five_minutes_of_a_lost_node_and_says_otherwise_when_it_does()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var plain = await cluster.CreatePodAsync("a");
        var own = await cluster.CreateAsync(Pods, """
            {"metadata":{"name":"b"},"spec":{"containers":[{"name":"c","image":"i"}],
             "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}]}}
            """);
        var all = await cluster.CreateAsync(Pods, """{"metadata":{"name":"d"},"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":[{"operator":"Exists"}]}}""");

        plain["spec"]!["tolerations"]!.ToJsonString().Should().Be(
            """[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},"""
            + """{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]""");
        own["spec"]!["tolerations"]!.AsArray().Select(one => one!["tolerationSeconds"]!.GetValue<int>()).Should().Equal(5, 300);
        all["spec"]!["tolerations"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task The_account_of_a_pod_is_mounted_as_one_projected_volume_in_upstreams_form()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var pod = await cluster.CreatePodAsync("a");

        var volume = pod["spec"]!["volumes"]!.AsArray().Should().ContainSingle().Which!;
        volume["name"]!.GetValue<string>().Should().MatchRegex("^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$");
        volume["projected"]!.ToJsonString().Should().Be(
            """{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},"""
            + """{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},"""
            + """{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}""");
        pod["spec"]!["containers"]![0]!["volumeMounts"]!.ToJsonString().Should().Be(
            $$"""[{"name":"{{volume["name"]}}","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]""");
    }

    [Fact]
    public async Task An_account_that_is_not_to_be_mounted_is_not_and_the_pod_has_the_last_word()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(
            "/api/v1/namespaces/default/serviceaccounts",
            """{"metadata":{"name":"quiet"},"automountServiceAccountToken":false,"imagePullSecrets":[{"name":"registry"}]}""");

        var quiet = await cluster.CreateAsync(Pods, """{"metadata":{"name":"a"},"spec":{"serviceAccountName":"quiet","containers":[{"name":"c","image":"i"}]}}""");
        var loud = await cluster.CreateAsync(Pods, """
            {"metadata":{"name":"b"},"spec":{"serviceAccountName":"quiet","automountServiceAccountToken":true,"imagePullSecrets":[{"name":"own"}],
             "initContainers":[{"name":"i","image":"i"}],
             "containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}
            """);

        quiet["spec"]!.AsObject().Should().NotContainKey("volumes");
        quiet["spec"]!["imagePullSecrets"]!.ToJsonString().Should().Be("""[{"name":"registry"}]""");
        quiet["spec"]!["serviceAccount"]!.GetValue<string>().Should().Be("quiet");
        loud["spec"]!["imagePullSecrets"]!.ToJsonString().Should().Be("""[{"name":"own"}]""");
        loud["spec"]!["containers"]![0]!["volumeMounts"]!.AsArray().Should().ContainSingle("the path was taken");
        loud["spec"]!["initContainers"]![0]!["volumeMounts"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task The_lower_of_two_default_classes_counts_and_a_second_one_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"ten"},"value":10,"globalDefault":true,"preemptionPolicy":"Never"}""");
        var second = await cluster.PostAsync(Classes, """{"metadata":{"name":"five"},"value":5,"globalDefault":true}""");
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"five"},"value":5}""");
        var marked = await cluster.MergeAsync($"{Classes}/five", """{"globalDefault":true}""");
        var again = await cluster.MergeAsync($"{Classes}/ten", """{"description":"still the one"}""");

        var pod = await cluster.CreatePodAsync("a");

        (second.Code, second.Message).Should().Be(
            (403, "priorityclasses.scheduling.k8s.io \"five\" is forbidden: PriorityClass ten is already marked as default. Only one default can exist"));
        marked.Code.Should().Be(403, marked.Text);
        again.Code.Should().Be(200, again.Text);
        pod["spec"]!["priorityClassName"]!.GetValue<string>().Should().Be("ten");
        pod["spec"]!["priority"]!.GetValue<int>().Should().Be(10);
        pod["spec"]!["preemptionPolicy"]!.GetValue<string>().Should().Be("Never");
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"high"},"value":1000000001}""", "value: Forbidden: maximum allowed value of a user defined priority is 1000000000")]
    [InlineData("""{"metadata":{"name":"system-mine"},"value":1}""", "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class")]
    [InlineData("""{"metadata":{"name":"odd"},"value":1,"preemptionPolicy":"Sometimes"}""", "preemptionPolicy: Unsupported value: \"Sometimes\": supported values: \"PreemptLowerPriority\", \"Never\"")]
    public async Task A_class_beyond_what_users_may_have_is_refused(string body, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var refused = await cluster.PostAsync(Classes, body);

        refused.Code.Should().Be(422, refused.Text);
        refused.Message.Should().EndWith(why);
    }

    [Theory]
    [InlineData("""{"serviceAccountName":"new"}""", "new")]
    [InlineData("""{"serviceAccount":"old"}""", "old")]
    [InlineData("""{"serviceAccountName":"new","serviceAccount":"old"}""", "new")]
    public async Task A_templates_account_has_both_its_names(string spec, string account)
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateDeploymentAsync("a");

        var patched = await cluster.MergeAsync("/apis/apps/v1/namespaces/default/deployments/a", """{"spec":{"template":{"spec":SPEC}}}""".Replace("SPEC", spec, StringComparison.Ordinal));

        var template = patched.Json["spec"]!["template"]!["spec"]!;
        template["serviceAccountName"]!.GetValue<string>().Should().Be(account);
        template["serviceAccount"]!.GetValue<string>().Should().Be(account);
    }

    [Fact]
    public async Task A_pod_that_is_replaced_by_what_made_it_keeps_its_priority()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"ten"},"value":10,"globalDefault":true,"preemptionPolicy":"Never"}""");
        const string Pod = """{"metadata":{"name":"a"},"spec":{"serviceAccountName":"default","automountServiceAccountToken":false,"priorityClassName":"ten","containers":[{"name":"c","image":"i"}]}}""";
        await cluster.CreateAsync(Pods, Pod);

        var replaced = await cluster.PutAsync($"{Pods}/a", Pod);
        var other = await cluster.PutAsync($"{Pods}/a", Pod.Replace("\"spec\":{", "\"spec\":{\"priority\":11,", StringComparison.Ordinal));

        replaced.Code.Should().Be(200, replaced.Text);
        replaced.Json["spec"]!["priority"]!.GetValue<int>().Should().Be(10);
        replaced.Json["spec"]!["preemptionPolicy"]!.GetValue<string>().Should().Be("Never");
        other.Code.Should().Be(422, other.Text);
    }

    [Fact]
    public async Task A_class_keeps_its_value_and_a_pod_names_no_other_number()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Classes, """{"metadata":{"name":"ten"},"value":10}""");

        var value = await cluster.MergeAsync($"{Classes}/ten", """{"value":11}""");
        var other = await cluster.PostAsync(
            Pods, """{"metadata":{"name":"a"},"spec":{"priorityClassName":"ten","priority":3,"containers":[{"name":"c","image":"i"}]}}""");

        (value.Code, value.Message).Should().Be((422, "PriorityClass.scheduling.k8s.io \"ten\" is invalid: value: Forbidden: may not be changed in an update."));
        (other.Code, other.Message).Should().Be(
            (403, "pods \"a\" is forbidden: the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 10 from the given PriorityClass name"));
    }

    [Fact]
    public async Task What_a_client_says_of_the_status_of_a_new_pod_is_not_heard()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var pod = await cluster.CreateAsync(
            Pods, """{"metadata":{"name":"a","generation":9},"spec":{"containers":[{"name":"c","image":"i"}]},"status":{"phase":"Running","podIP":"10.0.0.1"}}""");

        pod["status"]!.ToJsonString().Should().Be("""{"phase":"Pending","qosClass":"BestEffort"}""");
        pod["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
        var spec = pod["spec"]!.AsObject();
        spec["restartPolicy"]!.GetValue<string>().Should().Be("Always");
        spec["dnsPolicy"]!.GetValue<string>().Should().Be("ClusterFirst");
        spec["schedulerName"]!.GetValue<string>().Should().Be("default-scheduler");
        spec["terminationGracePeriodSeconds"]!.GetValue<int>().Should().Be(30);
        spec["securityContext"]!.ToJsonString().Should().Be("{}");
        JsonNode.DeepEquals(spec["enableServiceLinks"], true).Should().BeTrue();
    }

    [Fact]
    public async Task The_values_of_a_pods_own_labels_are_added_to_its_selectors_where_it_asks_for_that()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var pod = await cluster.CreateAsync(Pods, """
            {"metadata":{"name":"a","labels":{"app":"web","hash":"1"}},"spec":{"containers":[{"name":"c","image":"i"}],
             "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"web"}},"matchLabelKeys":["hash","absent"]}],
             "affinity":{"podAntiAffinity":{
              "requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"zone","labelSelector":{},"mismatchLabelKeys":["hash"]}],
              "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,"podAffinityTerm":{"topologyKey":"zone","labelSelector":{},"matchLabelKeys":["app"]}}]}}}}
            """);
        var changed = await cluster.MergeAsync($"{Pods}/a", """{"metadata":{"labels":{"new":"1"}}}""");

        var spec = pod["spec"]!;
        var affinity = spec["affinity"]!["podAntiAffinity"]!;
        spec["topologySpreadConstraints"]![0]!["labelSelector"]!.ToJsonString().Should().Be(
            """{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"hash","operator":"In","values":["1"]}]}""");
        affinity["requiredDuringSchedulingIgnoredDuringExecution"]![0]!["labelSelector"]!.ToJsonString().Should().Be(
            """{"matchExpressions":[{"key":"hash","operator":"NotIn","values":["1"]}]}""");
        affinity["preferredDuringSchedulingIgnoredDuringExecution"]![0]!["podAffinityTerm"]!["labelSelector"]!.ToJsonString().Should().Be(
            """{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}""");
        changed.Code.Should().Be(200, "what was added is no reason to refuse the next change: {0}", changed.Text);
    }
}
