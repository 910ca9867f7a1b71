using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Registry;

public sealed class KindTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Services = "/api/v1/namespaces/default/services";
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task A_cluster_begins_with_its_namespaces_priority_classes_and_kubernetes_service()
    {
        await using var cluster = await ApiCluster.StartAsync();

        (await cluster.GetAsync("/api/v1/namespaces")).Names.Should().Equal("default", "kube-node-lease", "kube-public", "kube-system");
        (await cluster.GetAsync("/apis/scheduling.k8s.io/v1/priorityclasses")).Names.Should().Equal("system-cluster-critical", "system-node-critical");
        (await cluster.GetAsync($"{Services}/kubernetes")).Json["spec"]!["clusterIP"]!.GetValue<string>().Should().Be("10.96.0.1");
    }

    [Fact]
    public async Task A_new_pod_is_pending_with_its_class_account_priority_and_tolerations()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var pod = await cluster.CreatePodAsync("a");

        pod["status"]!["phase"]!.GetValue<string>().Should().Be("Pending");
        pod["status"]!["qosClass"]!.GetValue<string>().Should().Be("BestEffort");
        pod["metadata"]!["generation"]!.GetValue<int>().Should().Be(1);
        var spec = pod["spec"]!;
        spec["serviceAccountName"]!.GetValue<string>().Should().Be("default");
        spec["priority"]!.GetValue<int>().Should().Be(0);
        spec["enableServiceLinks"]!.GetValue<bool>().Should().BeTrue();
        spec["tolerations"]!.AsArray().Select(one => one!["key"]!.GetValue<string>())
            .Should().Equal("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
        spec["volumes"]![0]!["name"]!.GetValue<string>().Should().StartWith("kube-api-access-");
        spec["containers"]![0]!["volumeMounts"]![0]!["mountPath"]!.GetValue<string>().Should().Be("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    [Theory]
    [InlineData("{}", "BestEffort")]
    [InlineData("""{"requests":{"cpu":"100m"}}""", "Burstable")]
    [InlineData("""{"limits":{"cpu":"1","memory":"1Gi"}}""", "Guaranteed")]
    [InlineData("""{"requests":{"cpu":"1000m","memory":"1Gi"},"limits":{"cpu":"1","memory":"1024Mi"}}""", "Guaranteed")]
    [InlineData("""{"requests":{"cpu":"500m","memory":"1Gi"},"limits":{"cpu":"1","memory":"1Gi"}}""", "Burstable")]
    public async Task The_quality_of_a_pod_follows_from_its_resources(string resources, string quality)
    {
        await using var cluster = await ApiCluster.StartAsync();

        var pod = await cluster.CreateAsync(
            Pods,
            $$$"""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}}}]}}""");

        pod["status"]!["qosClass"]!.GetValue<string>().Should().Be(quality);
    }

    [Fact]
    public async Task A_pod_changes_its_image_and_not_much_else()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreatePodAsync("a");

        var image = await cluster.SendAsync(
            "PATCH", $"{Pods}/a", """{"spec":{"containers":[{"name":"c","image":"other"}]}}""", "application/strategic-merge-patch+json");
        var node = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"nodeName":"n1"}}""");

        image.Code.Should().Be(200);
        image.Metadata["generation"]!.GetValue<int>().Should().Be(2);
        node.Code.Should().Be(422);
        node.Message.Should().Contain("pod updates may not change fields other than");
        node.Json["details"]!["kind"]!.GetValue<string>().Should().Be("Pod");
    }

    [Fact]
    public async Task A_pod_of_an_unknown_account_or_priority_class_is_refused()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var account = await cluster.PostAsync(
            Pods, """{"metadata":{"name":"a"},"spec":{"serviceAccountName":"x","containers":[{"name":"c","image":"i"}]}}""");
        var priority = await cluster.PostAsync(
            Pods, """{"metadata":{"name":"a"},"spec":{"priorityClassName":"x","containers":[{"name":"c","image":"i"}]}}""");

        account.Message.Should().Be("pods \"a\" is forbidden: error looking up service account default/x: serviceaccount \"x\" not found");
        priority.Message.Should().Be("pods \"a\" is forbidden: no PriorityClass with name x was found");
    }

    [Fact]
    public async Task A_service_keeps_its_address_and_gives_it_back_when_it_goes()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(Services, """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");
        var address = created["spec"]!["clusterIP"]!.GetValue<string>();

        var updated = await cluster.MergeAsync($"{Services}/a", """{"spec":{"clusterIP":null,"clusterIPs":null,"selector":{"app":"x"}}}""");
        var moved = await cluster.MergeAsync($"{Services}/a", """{"spec":{"clusterIP":"10.96.0.77","clusterIPs":["10.96.0.77"]}}""");
        var taken = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"b"},"spec":{"clusterIP":"{{{address}}}","ports":[{"port":80}]}}""");
        await cluster.DeleteAsync($"{Services}/a");
        var free = await cluster.PostAsync(Services, $$$"""{"metadata":{"name":"b"},"spec":{"clusterIP":"{{{address}}}","ports":[{"port":80}]}}""");

        created["spec"]!["clusterIPs"]!.ToJsonString().Should().Be($"[\"{address}\"]");
        created["spec"]!["ipFamilies"]!.ToJsonString().Should().Be("[\"IPv4\"]");
        updated.Json["spec"]!["clusterIP"]!.GetValue<string>().Should().Be(address);
        moved.Code.Should().Be(422);
        taken.Message.Should().Contain("provided IP is already allocated");
        free.Code.Should().Be(201);
    }

    [Fact]
    public async Task Sixty_four_services_at_once_get_as_many_addresses_and_ports()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            cluster.PostAsync(Services, $$$"""{"metadata":{"name":"s{{{i}}}"},"spec":{"type":"NodePort","ports":[{"name":"a","port":80},{"name":"b","port":81}]}}""")));

        answers.Select(answer => answer.Code).Should().AllBeEquivalentTo(201);
        answers.Select(answer => answer.Json["spec"]!["clusterIP"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();
        answers.SelectMany(answer => answer.Json["spec"]!["ports"]!.AsArray().Select(port => port!["nodePort"]!.GetValue<int>()))
            .Should().OnlyHaveUniqueItems().And.OnlyContain(port => port >= 30_000 && port <= 32_767);
    }

    [Fact]
    public async Task A_service_that_changes_its_type_takes_and_gives_back()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var created = await cluster.CreateAsync(Services, """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80}]}}""");
        var port = created["spec"]!["ports"]![0]!["nodePort"]!.GetValue<int>();

        var plain = await cluster.MergeAsync($"{Services}/a", """{"spec":{"type":"ClusterIP"}}""");
        var external = await cluster.MergeAsync($"{Services}/a", """{"spec":{"type":"ExternalName","externalName":"example.com"}}""");
        var other = await cluster.PostAsync(
            Services, $$$"""{"metadata":{"name":"b"},"spec":{"type":"NodePort","clusterIP":"{{{created["spec"]!["clusterIP"]}}}","ports":[{"port":80,"nodePort":{{{port}}}}]}}""");
        var back = await cluster.MergeAsync($"{Services}/a", """{"spec":{"type":"ClusterIP"}}""");

        plain.Json["spec"]!["ports"]![0]!.AsObject().Should().NotContainKey("nodePort");
        external.Json["spec"]!.AsObject().Should().NotContainKey("clusterIP");
        other.Code.Should().Be(201, "{0}", other.Text);
        back.Json["spec"]!["clusterIP"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_put_without_a_revision_is_refused_where_the_kind_asks_for_one()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Services, """{"metadata":{"name":"a"},"spec":{"ports":[{"port":80}]}}""");

        var refused = await cluster.PutAsync($"{Services}/a", """{"metadata":{"name":"a"},"spec":{"ports":[{"port":81}]}}""");

        refused.Code.Should().Be(422);
        refused.Message.Should().Contain("metadata.resourceVersion").And.Contain("must be specified for an update");
    }

    [Fact]
    public async Task A_lease_is_made_by_an_update_and_other_kinds_are_not()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var lease = await cluster.PutAsync("/apis/coordination.k8s.io/v1/namespaces/default/leases/l", """{"metadata":{"name":"l"},"spec":{"holderIdentity":"x"}}""");
        var map = await cluster.PutAsync("/api/v1/namespaces/default/configmaps/m", """{"metadata":{"name":"m"}}""");

        lease.Code.Should().Be(201, "{0}", lease.Text);
        map.Code.Should().Be(404);
    }

    [Fact]
    public async Task String_data_of_a_secret_is_only_written()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var secret = await cluster.CreateAsync(Secrets, """{"metadata":{"name":"a"},"data":{"k":"b2xk","o":"eA=="},"stringData":{"k":"new"}}""");

        secret.Should().NotContainKey("stringData");
        secret["data"]!["k"]!.GetValue<string>().Should().Be("bmV3");
        secret["data"]!["o"]!.GetValue<string>().Should().Be("eA==");
        secret["type"]!.GetValue<string>().Should().Be("Opaque");
    }

    [Fact]
    public async Task What_is_immutable_stays()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync(Secrets, """{"metadata":{"name":"a"},"immutable":true,"stringData":{"k":"v"}}""");
        await cluster.CreateDeploymentAsync("d");

        var secret = await cluster.MergeAsync($"{Secrets}/a", """{"data":{"k":"eA=="}}""");
        var type = await cluster.MergeAsync($"{Secrets}/a", """{"type":"other"}""");
        var selector = await cluster.MergeAsync(
            "/apis/apps/v1/namespaces/default/deployments/d",
            """{"spec":{"selector":{"matchLabels":{"app":"e"}},"template":{"metadata":{"labels":{"app":"e"}}}}}""");

        new[] { secret.Code, type.Code, selector.Code }.Should().AllBeEquivalentTo(422);
        selector.Message.Should().Contain("spec.selector").And.Contain("field is immutable");
    }

    [Fact]
    public async Task Events_of_both_groups_are_one()
    {
        await using var cluster = await ApiCluster.StartAsync();
        using var watch = await cluster.WatchAsync("/api/v1/namespaces/default/events");
        var created = await cluster.CreateAsync(
            "/apis/events.k8s.io/v1/namespaces/default/events",
            """
            {"metadata":{"name":"e"},"eventTime":"2026-05-04T03:02:01.000000Z","reportingController":"c","reportingInstance":"i","action":"A",
             "reason":"R","regarding":{"kind":"Pod","namespace":"default","name":"p"},"note":"hello","type":"Normal"}
            """);

        var core = await cluster.GetAsync("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name=p");
        var events = await cluster.GetAsync("/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=regarding.name=p");

        created["note"]!.GetValue<string>().Should().Be("hello");
        core.Items.Should().ContainSingle().Which["message"]!.GetValue<string>().Should().Be("hello");
        events.Items.Should().ContainSingle().Which["note"]!.GetValue<string>().Should().Be("hello");
        (await watch.NextAsync())!.Object["involvedObject"]!["name"]!.GetValue<string>().Should().Be("p");
    }

    [Fact]
    public async Task An_old_autoscaler_client_loses_nothing_of_a_new_autoscaler()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Old = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        const string New = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
        var created = await cluster.CreateAsync(
            New,
            """
            {"metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"maxReplicas":5,"metrics":[
             {"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}},
             {"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"1Gi"}}}]}}
            """);

        var old = await cluster.GetAsync($"{Old}/h");
        var written = await cluster.PutAsync($"{Old}/h", old.Json);

        old.Json["spec"]!["targetCPUUtilizationPercentage"]!.GetValue<int>().Should().Be(70);
        written.ResourceVersion.Should().Be(old.ResourceVersion);
        (await cluster.GetAsync($"{New}/h")).Json["spec"]!.ToJsonString().Should().Be(created["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task A_job_selects_its_pods_by_its_uid()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var job = await cluster.CreateAsync(
            "/apis/batch/v1/namespaces/default/jobs",
            """{"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""");

        var uid = job["metadata"]!["uid"]!.GetValue<string>();
        job["spec"]!["selector"]!["matchLabels"]!["batch.kubernetes.io/controller-uid"]!.GetValue<string>().Should().Be(uid);
        job["spec"]!["template"]!["metadata"]!["labels"]!["batch.kubernetes.io/job-name"]!.GetValue<string>().Should().Be("j");
    }

    [Fact]
    public async Task A_node_brings_its_status_with_it()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var node = await cluster.CreateAsync("/api/v1/nodes", """{"metadata":{"name":"n"},"status":{"capacity":{"cpu":"4000m"}}}""");

        node["status"]!["capacity"]!["cpu"]!.GetValue<string>().Should().Be("4");
    }

    [Fact]
    public async Task Every_stored_resource_can_be_listed_and_watched()
    {
        await using var cluster = await ApiCluster.StartAsync();
        foreach (var resource in MiniKube.Schema.Resources.ApiCatalog.BuiltIn.Resources.Where(one => one.Verbs.Contains("list")))
        {
            var prefix = resource.Resource.Group.Length == 0 ? "/api/v1" : $"/apis/{resource.Resource.GroupVersion}";
            var list = await cluster.GetAsync($"{prefix}/{resource.Resource.Resource}");

            list.Code.Should().Be(200, "{0}: {1}", resource, list.Text);
            list.Json["kind"]!.GetValue<string>().Should().Be(resource.ListKind);
            if (resource.Verbs.Contains("watch"))
            {
                using var watch = await cluster.WatchAsync($"{prefix}/{resource.Resource.Resource}");
            }
        }
    }

    [Fact]
    public async Task An_event_is_gone_an_hour_after_it_was_last_seen()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Events = "/api/v1/namespaces/default/events";
        const string Body = """{"metadata":{"name":"e"},"involvedObject":{"namespace":"default"},"lastTimestamp":"2026-05-04T03:02:01Z"}""";
        await cluster.CreateAsync(Events, Body);
        using var watch = await cluster.WatchAsync($"{Events}?resourceVersion={cluster.Store.Applied}&timeoutSeconds=100000");

        cluster.Time.Advance(TimeSpan.FromMinutes(55));
        (await cluster.GetAsync($"{Events}/e")).Code.Should().Be(200);
        cluster.Time.Advance(TimeSpan.FromMinutes(10));

        (await watch.NextAsync())!.ToString().Should().Be("DELETED e");
    }

    [Fact]
    public async Task The_first_pod_of_a_namespace_waits_for_its_default_account()
    {
        await using var cluster = await ApiCluster.StartAsync();
        await cluster.CreateAsync("/api/v1/namespaces", """{"metadata":{"name":"x"}}""");
        var pod = cluster.PostAsync("/api/v1/namespaces/x/pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        await cluster.CreateAsync("/api/v1/namespaces/x/serviceaccounts", """{"metadata":{"name":"default"}}""");

        (await pod).Code.Should().Be(201);
    }
}
