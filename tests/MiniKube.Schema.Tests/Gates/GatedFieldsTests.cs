using System.Text.Json.Nodes;
using MiniKube.Schema.Gates;

namespace MiniKube.Schema.Tests.Gates;

public sealed class GatedFieldsTests
{
    /// <summary>The resource, an object with gated fields, and what is left of it.</summary>
    public static TheoryData<string, string, string> Fields { get; } = new()
    {
        { "pods", Pod("env: [{name: E, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}}]"), Pod("env: [{name: E, valueFrom: {}}]") },
        { "pods", Pod("restartPolicy: Never, restartPolicyRules: [{action: Restart}]"), Pod("") },
        { "pods", "spec: {initContainers: [{name: i, restartPolicy: Never}]}", "spec: {initContainers: [{name: i}]}" },
        { "pods", "spec: {ephemeralContainers: [{name: e, restartPolicy: Never}]}", "spec: {ephemeralContainers: [{name: e}]}" },
        { "pods", Pod("lifecycle: {stopSignal: SIGTERM}"), Pod("") },
        { "pods", Pod("lifecycle: {stopSignal: SIGTERM, preStop: {sleep: {seconds: 1}}}"), Pod("lifecycle: {preStop: {sleep: {seconds: 1}}}") },
        { "pods", "spec: {hostnameOverride: h}", "spec: {}" },
        { "pods", "spec: {volumes: [{name: v, projected: {sources: [{podCertificate: {signerName: a/b, keyType: ED25519}}]}}]}", "spec: {volumes: [{name: v, projected: {sources: [{}]}}]}" },
        { "pods", "spec: {volumes: [{name: v, projected: {sources: [{clusterTrustBundle: {path: p}}]}}]}", "spec: {volumes: [{name: v, projected: {sources: [{}]}}]}" },
        {
            "pods",
            "spec: {volumes: [{name: i, image: {reference: r}}, {name: e, emptyDir: {}}], containers: [{name: c, volumeMounts: [{name: i, mountPath: /i}, {name: e, mountPath: /e}]}]}",
            "spec: {volumes: [{name: e, emptyDir: {}}], containers: [{name: c, volumeMounts: [{name: e, mountPath: /e}]}]}"
        },
        { "pods", "spec: {volumes: [{name: i, image: {reference: r}}], containers: [{name: c, volumeMounts: [{name: i, mountPath: /i}]}]}", Pod("") },
        { "pods", "status: {extendedResourceClaimStatus: {requestMappings: [], resourceClaimName: c}}", "status: {}" },
        {
            "pods",
            "status: {containerStatuses: [{name: c, allocatedResourcesStatus: [{name: r}]}], initContainerStatuses: [{name: i, allocatedResourcesStatus: [{name: r}]}]}",
            "status: {containerStatuses: [{name: c}], initContainerStatuses: [{name: i}]}"
        },
        { "podtemplates", "template: {spec: {hostnameOverride: h}}", "template: {spec: {}}" },
        { "replicationcontrollers", Template, Without },
        { "apps/v1/daemonsets", Template, Without },
        { "apps/v1/deployments", Template, Without },
        { "apps/v1/replicasets", Template, Without },
        { "apps/v1/statefulsets", Template, Without },
        { "batch/v1/jobs", Template, Without },
        { "batch/v1/cronjobs", $"spec: {{jobTemplate: {{{Template}}}}}", $"spec: {{jobTemplate: {{{Without}}}}}" },
        { "nodes", "{spec: {configSource: {}}, status: {config: {error: e}}}", "{spec: {}, status: {}}" },
        { "persistentvolumeclaims", "spec: {dataSourceRef: {kind: K, name: x, namespace: other}}", "spec: {}" },
        { "apps/v1/deployments", "status: {replicas: 1, terminatingReplicas: 0}", "status: {replicas: 1}" },
        { "apps/v1/replicasets", "status: {replicas: 1, terminatingReplicas: 2}", "status: {replicas: 1}" },
        { "apps/v1/statefulsets", "spec: {updateStrategy: {rollingUpdate: {partition: 1, maxUnavailable: 2}}}", "spec: {updateStrategy: {rollingUpdate: {partition: 1}}}" },
        {
            "autoscaling/v2/horizontalpodautoscalers",
            "spec: {behavior: {scaleUp: {tolerance: '0.1', selectPolicy: Max}, scaleDown: {tolerance: '0', selectPolicy: Min}}}",
            "spec: {behavior: {scaleUp: {selectPolicy: Max}, scaleDown: {selectPolicy: Min}}}"
        },
        { "coordination.k8s.io/v1/leases", "spec: {holderIdentity: h, strategy: OldestEmulationVersion, preferredHolder: p}", "spec: {holderIdentity: h}" },
        { "storage.k8s.io/v1/csidrivers", "spec: {attachRequired: true, nodeAllocatableUpdatePeriodSeconds: 10}", "spec: {attachRequired: true}" },
        {
            "storage.k8s.io/v1/volumeattachments",
            "status: {attachError: {message: a, errorCode: 1}, detachError: {message: d, errorCode: 2}}",
            "status: {attachError: {message: a}, detachError: {message: d}}"
        },
        { "resource.k8s.io/v1/deviceclasses", "spec: {extendedResourceName: example.com/gpu}", "spec: {}" },
        {
            "resource.k8s.io/v1/resourceclaims",
            "spec: {devices: {requests: [{name: a, exactly: {tolerations: [{key: k}], capacity: {requests: {m: 1Gi}}}}, {name: b, firstAvailable: [{name: s, tolerations: [{key: k}]}]}], constraints: [{requests: [a], distinctAttribute: x/y}]}}",
            "spec: {devices: {requests: [{name: a, exactly: {}}, {name: b, firstAvailable: [{name: s}]}], constraints: [{requests: [a]}]}}"
        },
        {
            "resource.k8s.io/v1/resourceclaims",
            "status: {allocation: {devices: {results: [{request: r, bindingConditions: [a], bindingFailureConditions: [b], shareID: s, consumedCapacity: {m: 1Gi}}]}}, devices: [{driver: d, shareID: s}]}",
            "status: {allocation: {devices: {results: [{request: r}]}}, devices: [{driver: d}]}"
        },
        { "resource.k8s.io/v1/resourceclaimtemplates", "spec: {spec: {devices: {constraints: [{requests: [a], distinctAttribute: x/y}]}}}", "spec: {spec: {devices: {constraints: [{requests: [a]}]}}}" },
        {
            "resource.k8s.io/v1/resourceslices",
            "spec: {driver: d, sharedCounters: [{name: c}], perDeviceNodeSelection: true, devices: [{name: g, taints: [{key: k}], consumesCounters: [{counterSet: c}], nodeName: node, allNodes: true, bindsToNode: true, bindingConditions: [a], bindingFailureConditions: [b], allowMultipleAllocations: true, capacity: {m: {value: 1Gi, requestPolicy: {default: 1Gi}}}}]}",
            "spec: {driver: d, devices: [{name: g, capacity: {m: {value: 1Gi}}}]}"
        },
    };

    private static string Template => "spec: {template: {spec: {hostnameOverride: h, hostname: host, containers: [{name: c, restartPolicy: Always}]}}}";

    private static string Without => "spec: {template: {spec: {hostname: host, containers: [{name: c}]}}}";

    [Theory]
    [MemberData(nameof(Fields))]
    public void What_a_feature_that_is_off_brings_is_taken_out_of_a_new_object(string name, string sent, string left)
    {
        var resource = Objects.Resource(name);
        var value = Objects.FromYaml(sent, resource);

        GatedFields.Drop(value, existing: null, resource);

        Objects.Json(value, resource).Should().Be(Objects.Json(Objects.FromYaml(left, resource), resource));
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void What_is_stored_already_stays_and_what_is_not_is_taken_out_of_a_change(string name, string sent, string left)
    {
        var resource = Objects.Resource(name);
        var (kept, dropped) = (Objects.FromYaml(sent, resource), Objects.FromYaml(sent, resource));

        GatedFields.Drop(kept, Objects.FromYaml(sent, resource), resource);
        GatedFields.Drop(dropped, Objects.FromYaml(left, resource), resource);

        Objects.Json(kept, resource).Should().Be(Objects.Json(Objects.FromYaml(sent, resource), resource));
        Objects.Json(dropped, resource).Should().Be(Objects.Json(Objects.FromYaml(left, resource), resource));
    }

    [Fact]
    public void Whoever_uses_a_feature_in_one_place_may_use_it_in_others_and_no_other_feature()
    {
        var resource = Objects.Resource("pods");
        var existing = Objects.FromYaml("spec: {containers: [{name: a, restartPolicy: Never}, {name: b}]}", resource);
        var value = Objects.FromYaml("spec: {hostnameOverride: h, containers: [{name: a}, {name: b, restartPolicy: Always}]}", resource);

        GatedFields.Drop(value, existing, resource);

        Objects.Json(value, resource).Should().Be(
            Objects.Json(Objects.FromYaml("spec: {containers: [{name: a}, {name: b, restartPolicy: Always}]}", resource), resource));
    }

    [Fact]
    public void Restarting_an_init_container_always_is_for_everybody()
    {
        var resource = Objects.Resource("pods");
        var value = Objects.FromYaml("spec: {initContainers: [{name: s, restartPolicy: Always}]}", resource);
        var sent = value.DeepClone().AsObject();

        GatedFields.Drop(value, existing: null, resource);

        JsonNode.DeepEquals(value, sent).Should().BeTrue();
    }

    private static string Pod(string container) => $"spec: {{containers: [{{name: c{(container.Length == 0 ? "" : $", {container}")}}}]}}";
}
