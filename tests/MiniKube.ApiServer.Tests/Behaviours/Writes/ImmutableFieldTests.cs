using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 18: what stays as it was made, of each kind that has such fields.</summary>
public sealed class ImmutableFieldTests
{
    private const string Immutable = "field is immutable";
    private const string OnlySomeOfPods = "Forbidden: pod updates may not change fields other than";
    private const string OnlySomeOfSets = "Forbidden: updates to statefulset spec for fields other than";
    private const string OnlySomeOfClaims = "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    [Theory]
    [InlineData("deployments", """{"spec":{"selector":{"matchLabels":{"a":"c"}},"template":{"metadata":{"labels":{"a":"c"}}}}}""", "spec.selector", Immutable)]
    [InlineData("replicasets", """{"spec":{"selector":{"matchLabels":{"a":"c"}},"template":{"metadata":{"labels":{"a":"c"}}}}}""", "spec.selector", Immutable)]
    [InlineData("daemonsets", """{"spec":{"selector":{"matchLabels":{"a":"c"}},"template":{"metadata":{"labels":{"a":"c"}}}}}""", "spec.selector", Immutable)]
    [InlineData("statefulsets", """{"spec":{"serviceName":"x"}}""", "spec", OnlySomeOfSets)]
    [InlineData("statefulsets", """{"spec":{"podManagementPolicy":"Parallel"}}""", "spec", OnlySomeOfSets)]
    [InlineData("jobs", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"j"}]}}}}""", "spec.template", Immutable)]
    [InlineData("jobs", """{"spec":{"completions":3}}""", "spec.completions", Immutable)]
    [InlineData("jobs", """{"spec":{"completionMode":"Indexed"}}""", "spec.completionMode", Immutable)]
    [InlineData("pods", """{"spec":{"hostNetwork":true}}""", "spec", OnlySomeOfPods)]
    [InlineData("pods", """{"spec":{"restartPolicy":"Never"}}""", "spec", OnlySomeOfPods)]
    [InlineData("pods", """{"spec":{"terminationGracePeriodSeconds":5}}""", "spec", OnlySomeOfPods)]
    [InlineData("pods", """{"spec":{"containers":[{"name":"c","image":""}]}}""", "spec.containers[0].image", "Required value")]
    [InlineData("persistentvolumeclaims", """{"spec":{"accessModes":["ReadWriteMany"]}}""", "spec", OnlySomeOfClaims)]
    [InlineData("persistentvolumeclaims", """{"spec":{"volumeMode":"Block"}}""", "spec", OnlySomeOfClaims)]
    [InlineData("persistentvolumes", """{"spec":{"hostPath":{"path":"/y"}}}""", "spec.persistentvolumesource", "Forbidden: spec.persistentvolumesource is immutable after creation")]
    [InlineData("services", """{"spec":{"clusterIP":"10.96.0.77","clusterIPs":["10.96.0.77"]}}""", "spec.clusterIPs[0]", "Invalid value: [\"10.96.0.77\"]: may not change once set")]
    [InlineData("secrets", """{"type":"example.com/other"}""", "type", Immutable)]
    [InlineData("storageclasses", """{"provisioner":"b"}""", "provisioner", "Forbidden: updates to provisioner are forbidden.")]
    [InlineData("storageclasses", """{"parameters":{"x":"y"}}""", "parameters", "Forbidden: updates to parameters are forbidden.")]
    [InlineData("storageclasses", """{"reclaimPolicy":"Retain"}""", "reclaimPolicy", "Forbidden: updates to reclaimPolicy are forbidden.")]
    [InlineData("storageclasses", """{"volumeBindingMode":"WaitForFirstConsumer"}""", "volumeBindingMode", Immutable)]
    [InlineData("priorityclasses", """{"value":2}""", "value", "Forbidden: may not be changed in an update.")]
    [InlineData("priorityclasses", """{"preemptionPolicy":"Never"}""", "preemptionPolicy", Immutable)]
    [InlineData("rolebindings", """{"roleRef":{"name":"edit"}}""", "roleRef", "cannot change roleRef")]
    [InlineData("clusterrolebindings", """{"roleRef":{"name":"edit"}}""", "roleRef", "cannot change roleRef")]
    [InlineData("ingressclasses", """{"spec":{"controller":"x.y/z"}}""", "spec.controller", Immutable)]
    [InlineData("runtimeclasses", """{"handler":"y"}""", "handler", Immutable)]
    [InlineData("endpointslices", """{"addressType":"IPv6"}""", "addressType", Immutable)]
    [InlineData("controllerrevisions", """{"data":{"x":1}}""", "data", Immutable)]
    [InlineData("volumeattachments", """{"spec":{"nodeName":"m"}}""", "spec", Immutable)]
    [InlineData("csidrivers", """{"spec":{"attachRequired":false}}""", "spec.attachRequired", Immutable)]
    public async Task A_change_of_what_is_fixed_is_invalid_and_names_the_field(string resource, string change, string field, string why)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        var created = await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var answer = await cluster.MergeAsync($"{path}/a", change);

        (answer.Code, answer.Reason).Should().Be((422, "Invalid"), answer.Text);
        answer.Json["details"]!["causes"]!.AsArray().Should().Contain(
            cause => cause!["field"]!.GetValue<string>() == field && cause["message"]!.GetValue<string>().Contains(why, StringComparison.Ordinal), answer.Text);
        (await cluster.GetAsync($"{path}/a")).ResourceVersion.Should().Be(created["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("statefulsets", """{"spec":{"replicas":2,"minReadySeconds":1,"revisionHistoryLimit":3,"updateStrategy":{"rollingUpdate":{"partition":1}},"template":{"metadata":{"labels":{"x":"y"}}}}}""")]
    [InlineData("jobs", """{"spec":{"parallelism":5,"suspend":true,"activeDeadlineSeconds":9,"backoffLimit":2,"ttlSecondsAfterFinished":3}}""")]
    [InlineData("pods", """{"spec":{"containers":[{"name":"c","image":"j"}],"activeDeadlineSeconds":9}}""")]
    [InlineData("services", """{"spec":{"selector":{"x":"y"},"type":"NodePort"}}""")]
    [InlineData("storageclasses", """{"allowVolumeExpansion":true,"mountOptions":["ro"]}""")]
    [InlineData("priorityclasses", """{"description":"x","globalDefault":true}""")]
    [InlineData("rolebindings", """{"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"n"}]}""")]
    [InlineData("persistentvolumes", """{"spec":{"capacity":{"storage":"2"},"persistentVolumeReclaimPolicy":"Delete"}}""")]
    public async Task What_may_change_changes(string resource, string change)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var answer = await cluster.SendAsync("PATCH", $"{path}/a", change, "application/strategic-merge-patch+json");

        answer.Code.Should().Be(200, answer.Text);
    }

    [Fact]
    public async Task Tolerations_are_only_added_and_a_deadline_only_comes_nearer()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Pods = "/api/v1/namespaces/default/pods";
        await cluster.CreateAsync(Pods, """{"metadata":{"name":"a"},"spec":{"activeDeadlineSeconds":10,"tolerations":[{"key":"a","operator":"Exists"}],"containers":[{"name":"c","image":"i"}]}}""");
        var all = (await cluster.GetAsync($"{Pods}/a")).Json["spec"]!["tolerations"]!.AsArray();
        all.Add(new JsonObject { ["key"] = "b", ["operator"] = "Exists" });

        var added = await cluster.MergeAsync($"{Pods}/a", $$$"""{"spec":{"tolerations":{{{all.ToJsonString()}}}}}""");
        var taken = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"tolerations":[{"key":"b","operator":"Exists"}]}}""");
        var nearer = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"activeDeadlineSeconds":5}}""");
        var later = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"activeDeadlineSeconds":50}}""");
        var never = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"activeDeadlineSeconds":null}}""");

        added.Code.Should().Be(200, added.Text);
        taken.Message.Should().Contain("spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds");
        nearer.Code.Should().Be(200, nearer.Text);
        later.Message.Should().Contain("spec.activeDeadlineSeconds: Invalid value: 50: must be less than or equal to previous value");
        never.Message.Should().Contain("spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value");
    }

    [Fact]
    public async Task A_grace_that_was_negative_may_become_one_second()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string Pods = "/api/v1/namespaces/default/pods";
        await cluster.CreateAsync(Pods, """{"metadata":{"name":"a"},"spec":{"terminationGracePeriodSeconds":-1,"containers":[{"name":"c","image":"i"}]}}""");

        var two = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"terminationGracePeriodSeconds":2}}""");
        var one = await cluster.MergeAsync($"{Pods}/a", """{"spec":{"terminationGracePeriodSeconds":1}}""");

        (two.Code, one.Code).Should().Be((422, 200));
    }

    [Fact]
    public async Task The_metadata_that_the_server_gives_is_not_changed()
    {
        await using var cluster = await ApiCluster.StartAsync();
        const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
        var created = await cluster.CreateAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        var time = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"creationTimestamp":"2020-01-01T00:00:00Z","generation":9,"selfLink":"/x"}}""");
        var uid = await cluster.MergeAsync($"{ConfigMaps}/a", """{"metadata":{"uid":"x"}}""");

        time.Text.TrimEnd().Should().Be(created.ToJsonString());
        uid.Code.Should().Be(409);
    }
}
