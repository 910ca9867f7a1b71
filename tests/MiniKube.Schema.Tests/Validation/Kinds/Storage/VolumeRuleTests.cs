using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation.Kinds.Storage;

/// <summary>What upstream says of the volumes of pods and of those that stand alone.</summary>
public sealed class VolumeRuleTests
{
    private const string Mode = "must be a number between 0 and 0777 (octal), both inclusive";

    public static readonly TheoryData<string, string> OfPods = new()
    {
        { "hostPath: {path: /a/../b}", "hostPath.path: Invalid value: \"/a/../b\": must not contain '..'" },
        { "hostPath: {path: /a, type: x}", "hostPath.type: Unsupported value: \"x\": supported values: \"\", \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\"" },
        { "secret: {secretName: s, defaultMode: 512}", $"secret.defaultMode: Invalid value: 512: {Mode}" },
        { "secret: {secretName: s, items: [{key: k}]}", "secret.items[0].path: Required value" },
        { "configMap: {name: s, items: [{key: k, path: /a}]}", "configMap.items[0].path: Invalid value: \"/a\": must be a relative path" },
        { "configMap: {name: s, items: [{key: k, path: ..a}]}", "configMap.items[0].path: Invalid value: \"..a\": must not start with '..'" },
        { "configMap: {name: s, items: [{key: k, path: a, mode: -1}]}", $"configMap.items[0].mode: Invalid value: -1: {Mode}" },
        { "nfs: {server: s, path: a}", "nfs.path: Invalid value: \"a\": must be an absolute path" },
        { "downwardAPI: {items: [{path: a}]}", "downwardAPI: Required value: one of fieldRef and resourceFieldRef is required" },
        { "downwardAPI: {items: [{path: a, fieldRef: {fieldPath: spec.nodeName}}]}", "downwardAPI.fieldRef.fieldPath: Unsupported value: \"spec.nodeName\": supported values: \"metadata.annotations\", \"metadata.labels\", \"metadata.name\", \"metadata.namespace\", \"metadata.uid\"" },
        { "downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.cpu}}]}", "downwardAPI.resourceFieldRef.containerName: Required value" },
        { "projected: {sources: [{secret: {name: s}, configMap: {name: c}}]}", "projected.sources[0]: Forbidden: may not specify more than 1 volume type per source" },
        { "projected: {sources: [{secret: {name: s, items: [{key: a, path: p}]}}, {configMap: {name: c, items: [{key: a, path: p}]}}]}", "projected: Invalid value: \"c\": conflicting duplicate paths" },
        { "projected: {sources: [{serviceAccountToken: {path: t, expirationSeconds: 5}}]}", "projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes" },
        { "projected: {sources: [{serviceAccountToken: {path: t}}]}", "projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set" },
        { "projected: {sources: [{clusterTrustBundle: {path: t}}]}", "projected.sources[0].clusterTrustBundle: Required value: either name or signerName must be specified" },
        { "csi: {driver: a_b}", "csi.driver: Invalid value: \"a_b\": a lowercase RFC 1123 subdomain must *" },
        { "ephemeral: {}", "ephemeral.volumeClaimTemplate: Required value" },
        { "ephemeral: {volumeClaimTemplate: {metadata: {name: x}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1}}}}}", "ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set" },
        { "ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1}}}}}", "ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required" },
        { "image: {}", "image.reference: Required value" },
        { "iscsi: {targetPortal: p, iqn: x, lun: 0}", "iscsi.iqn: Invalid value: \"x\": must be valid format starting with iqn, eui, or naa" },
        { "iscsi: {targetPortal: p, iqn: 'iqn.2001-04.com.example:d', lun: 256}", "iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive" },
        { "fc: {lun: 1}", "fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both" },
        { "flocker: {}", "flocker: Required value: one of datasetName and datasetUUID is required" },
        { "flexVolume: {driver: d, options: {kubernetes.io/a: b}}", "flexVolume.options[kubernetes.io/a]: Invalid value: \"kubernetes.io/a\": kubernetes.io and k8s.io namespaces are reserved" },
        { "gcePersistentDisk: {pdName: a, partition: 256}", "gcePersistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive" },
        { "rbd: {image: a, monitors: []}", "rbd.monitors: Required value" },
        { "gitRepo: {repository: r, directory: ../a}", "gitRepo.directory: Invalid value: \"../a\": must not contain '..'" },
        { "azureDisk: {diskName: a, diskURI: x, kind: Managed}", "azureDisk.diskURI: Unsupported value: \"x\": supported values: \"/subscriptions/{sub-id}/*" },
    };

    public static readonly TheoryData<string, string> Persistent = new()
    {
        { "accessModes: [x], hostPath: {path: /a}", "spec.accessModes: Unsupported value: \"x\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"" },
        { "accessModes: [ReadWriteOnce, ReadWriteOncePod], hostPath: {path: /a}", "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes" },
        { "accessModes: [ReadWriteOnce], local: {path: /a}", "spec.nodeAffinity: Required value: Local volume requires node affinity" },
        { "accessModes: [ReadWriteOnce], nodeAffinity: {}, local: {path: /a}", "spec.nodeAffinity.required: Required value: must specify required node constraints" },
        { "accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Recycle, hostPath: {path: /}", "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'" },
        { "accessModes: [ReadWriteOnce], storageClassName: A, hostPath: {path: /a}", "spec.storageClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must *" },
        { "accessModes: [ReadWriteOnce], csi: {driver: d, volumeHandle: h, nodePublishSecretRef: {name: a}}", "spec.csi.nodePublishSecretRef.namespace: Required value" },
        { "accessModes: [ReadWriteOnce], volumeAttributesClassName: a, hostPath: {path: /a}", "spec.csi: Required value: has to be specified when using volumeAttributesClassName" },
        { "accessModes: [ReadWriteOnce], nfs: {server: a, path: /b}, hostPath: {path: /a}", "spec.nfs: Forbidden: may not specify more than 1 volume type" },
    };

    public static readonly TheoryData<string, string> Claims = new()
    {
        { "storageClassName: A", "spec.storageClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must *" },
        { "volumeMode: x", "spec.volumeMode: Unsupported value: \"x\": supported values: \"Block\", \"Filesystem\"" },
        { "dataSource: {kind: Pod, name: p}", "spec.dataSource: Invalid value: \"Pod\": must be 'PersistentVolumeClaim' when referencing the default apiGroup" },
        { "dataSource: {kind: PersistentVolumeClaim, name: p}, dataSourceRef: {kind: PersistentVolumeClaim, name: q}", "spec: Invalid value: \"spec.dataSource\": must match dataSourceRef" },
        { "selector: {matchExpressions: [{operator: Exists}]}", "spec.selector.matchExpressions[0].key: Invalid value: \"\": name part must be non-empty" },
    };

    [Theory]
    [MemberData(nameof(OfPods))]
    public void Of_a_pod(string source, string cause) => Causes("pods", $"spec: {{containers: [{{name: c, image: i}}], volumes: [{{name: v, {source}}}]}}")
        .Should().ContainMatch($"spec.volumes[0].{cause}");

    [Theory]
    [MemberData(nameof(Persistent))]
    public void Alone(string spec, string cause) => Causes("persistentvolumes", $"spec: {{capacity: {{storage: 1Gi}}, {spec}}}").Should().ContainMatch(cause);

    [Theory]
    [MemberData(nameof(Claims))]
    public void Of_a_claim(string spec, string cause) => Causes(
        "persistentvolumeclaims", $"spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}, {spec}}}").Should().ContainMatch(cause);

    [Theory]
    [InlineData("persistentVolumeClaim: {claimName: a-w}", "spec.volumes[0].persistentVolumeClaim.claimName: Invalid value: \"a-w\": must not reference a PVC that gets created for an ephemeral volume")]
    public void Of_what_the_pod_makes_itself(string source, string cause) => Causes(
        "pods",
        $"spec: {{containers: [{{name: c, image: i}}], volumes: [{{name: v, {source}}}, {{name: w, ephemeral: {{volumeClaimTemplate: {{spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1}}}}}}}}}}}}]}}")
        .Should().Equal(cause);

    [Theory]
    [InlineData("downwardAPI: {items: [{path: a, fieldRef: {fieldPath: \"metadata.labels['a']\"}}, {path: b, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}")]
    [InlineData("projected: {sources: [{secret: {name: s}}, {configMap: {name: s, items: [{key: a, path: b/c}]}}, {downwardAPI: {items: [{path: d, fieldRef: {fieldPath: metadata.name}}]}}]}")]
    [InlineData("ephemeral: {volumeClaimTemplate: {metadata: {labels: {a: b}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}")]
    [InlineData("csi: {driver: a.b.c}")]
    [InlineData("iscsi: {targetPortal: p, iqn: 'iqn.2001-04.com.example:d', lun: 0}")]
    [InlineData("nfs: {server: s, path: /}")]
    [InlineData("image: {reference: r}")]
    [InlineData("scaleIO: {gateway: g, system: s, volumeName: v}")]
    public void What_is_right_passes(string source) =>
        Causes("pods", $"spec: {{containers: [{{name: c, image: i}}], volumes: [{{name: v, {source}}}]}}").Should().BeEmpty();

    private static IEnumerable<string> Causes(string name, string yaml)
    {
        var resource = Objects.Resource(name);
        var value = Objects.Defaulted($"metadata: {{name: a{(resource.IsNamespaced ? ", namespace: x" : "")}}}\n{yaml}", resource);
        return SchemaValidator.Validate(value, resource).Select(cause => $"{cause.Field}: {cause.Message}");
    }
}
