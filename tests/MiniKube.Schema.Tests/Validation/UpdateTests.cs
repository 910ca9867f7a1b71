using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation;

public sealed class UpdateTests
{
    private const string Pod = "metadata: {name: a, namespace: x}\nspec: {terminationGracePeriodSeconds: 5, activeDeadlineSeconds: 10, tolerations: [{key: a, operator: Exists}], containers: [{name: c, image: i, env: [{name: A, value: b}]}]}";
    private const string Claim = "metadata: {name: a, namespace: x}\nspec: {accessModes: [ReadWriteOnce], storageClassName: s, resources: {requests: {storage: 2Gi}}}\nstatus: {phase: Bound, capacity: {storage: 2Gi}}";
    private const string Job = "metadata: {name: a, namespace: x}\nspec: {completions: 2, template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}";
    private const string StatefulSet = "metadata: {name: a, namespace: x}\nspec: {serviceName: s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}";

    [Theory]
    [InlineData("pods", Pod, "image: i", "image: j")]
    [InlineData("pods", Pod, "activeDeadlineSeconds: 10", "activeDeadlineSeconds: 9")]
    [InlineData("pods", Pod, "[{key: a, operator: Exists}]", "[{key: a, operator: Exists}, {key: b, operator: Exists}]")]
    [InlineData("persistentvolumeclaims", Claim, "requests: {storage: 2Gi}", "requests: {storage: 3Gi}")]
    [InlineData("batch/v1/jobs", Job, "completions: 2", "completions: 2, parallelism: 4")]
    [InlineData("apps/v1/statefulsets", StatefulSet, "image: i", "image: j")]
    [InlineData("apps/v1/statefulsets", StatefulSet, "serviceName: s", "serviceName: s, replicas: 4")]
    [InlineData("configmaps", "metadata: {name: a, namespace: x}\ndata: {a: b}", "a: b", "a: c")]
    public void What_may_change_may_change(string resource, string yaml, string from, string to) =>
        Causes(resource, yaml, from, to).Should().BeEmpty();

    [Theory]
    [InlineData("pods", Pod, "name: a,", "name: b,", "metadata.name: Invalid value: \"b\": field is immutable")]
    [InlineData("pods", Pod, "value: b", "value: c", "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`*")]
    [InlineData("pods", Pod, "activeDeadlineSeconds: 10", "activeDeadlineSeconds: 11", "spec.activeDeadlineSeconds: Invalid value: 11: must be less than or equal to previous value")]
    [InlineData("pods", Pod, "operator: Exists", "operator: Equal", "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds")]
    [InlineData("pods", Pod, "[{name: c,", "[{name: d, image: i}, {name: c,", "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [InlineData("persistentvolumeclaims", Claim, "requests: {storage: 2Gi}", "requests: {storage: 1Gi}", "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity")]
    [InlineData("persistentvolumeclaims", Claim, "storageClassName: s", "storageClassName: t", "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims")]
    [InlineData("batch/v1/jobs", Job, "image: i", "image: j", "spec.template: Invalid value: *: field is immutable")]
    [InlineData("batch/v1/jobs", Job, "completions: 2", "completions: 3", "spec.completions: Invalid value: 3: field is immutable")]
    [InlineData("apps/v1/statefulsets", StatefulSet, "serviceName: s", "serviceName: t", "spec: Forbidden: updates to statefulset spec for fields other than*")]
    [InlineData("apps/v1/deployments", "spec: {selector: {matchLabels: {a: b}}}", "a: b", "a: c", "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"c\"}}: field is immutable")]
    [InlineData("secrets", "type: Opaque", "Opaque", "x", "type: Invalid value: \"x\": field is immutable")]
    [InlineData("configmaps", "immutable: true\ndata: {a: b}", "a: b", "a: c", "data: Forbidden: field is immutable when `immutable` is set")]
    [InlineData("services", "spec: {type: ClusterIP, clusterIP: 10.0.0.1}", "10.0.0.1", "10.0.0.2", "spec.clusterIPs[0]: Invalid value: [\"10.0.0.2\"]: may not change once set")]
    [InlineData("storage.k8s.io/v1/storageclasses", "provisioner: a", "a", "b", "provisioner: Forbidden: updates to provisioner are forbidden.")]
    [InlineData("scheduling.k8s.io/v1/priorityclasses", "value: 1", "1", "2", "value: Forbidden: may not be changed in an update.")]
    [InlineData("rbac.authorization.k8s.io/v1/rolebindings", "roleRef: {kind: Role, name: a}", "name: a", "name: b", "roleRef: Invalid value: {*}: cannot change roleRef")]
    public void What_is_fixed_stays(string resource, string yaml, string from, string to, string cause) =>
        Causes(resource, yaml, from, to).Should().ContainMatch(cause);

    [Fact]
    public void Leaving_out_what_is_always_written_is_no_change()
    {
        var pods = Objects.Resource("pods");
        var stored = ObjectDecoder.Decode(CanonicalJson.ToBytes(Objects.Defaulted(Pod, pods), pods.Schema), pods.Schema, DecodeOptions.Default).Object;
        var sent = Objects.Defaulted(Pod, pods);

        stored["spec"]!["containers"]![0]!["resources"].Should().NotBeNull();
        SchemaValidator.ValidateUpdate(sent, stored, pods).Should().BeEmpty();
    }

    [Fact]
    public void No_finalizer_is_added_once_deletion_has_begun()
    {
        var resource = Objects.Resource("configmaps");
        var old = Objects.FromYaml("metadata: {name: a, deletionTimestamp: '2024-01-01T00:00:00Z', finalizers: [x/a]}", resource);
        var updated = Objects.FromYaml("metadata: {name: a, deletionTimestamp: '2024-01-01T00:00:00Z', finalizers: [x/a, x/b]}", resource);

        SchemaValidator.ValidateUpdate(updated, old, resource).Should().ContainSingle().Which.Message.Should()
            .Be("Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"x/b\"}");
    }

    private static IEnumerable<string> Causes(string name, string yaml, string from, string to)
    {
        var resource = Objects.Resource(name);
        var old = Objects.Defaulted(yaml, resource);
        var updated = Objects.Defaulted(yaml.Replace(from, to, StringComparison.Ordinal), resource);
        return SchemaValidator.ValidateUpdate(updated, old, resource).Select(cause => $"{cause.Field}: {cause.Message}");
    }
}
