namespace MiniKube.Schema.Tests.Validation.Kinds.Storage;

public sealed class StorageRulesTests
{
    private const string Group = "storage.k8s.io/v1/";
    private const string Meta = "metadata: {name: a}\n";

    [Theory]
    [InlineData("storageclasses", "provisioner: Kubernetes.io/no-provisioner\nparameters: {a: b}")]
    [InlineData("csinodes", "spec: {drivers: [{name: d.x, nodeID: m, topologyKeys: [a.b/c], allocatable: {count: 3}}]}")]
    [InlineData("csidrivers", "spec: {tokenRequests: [{audience: a}, {audience: b, expirationSeconds: 600}]}")]
    [InlineData("volumeattachments", "spec: {attacher: d.x, nodeName: m, source: {persistentVolumeName: v}}")]
    public void What_is_right_passes(string resource, string yaml) => KindCauses.OfNew(Group + resource, Meta + yaml).Should().BeEmpty();

    [Theory]
    [InlineData("storageclasses", "provisioner: 'a b'", "provisioner: Invalid value: \"a b\": name part must consist of *")]
    [InlineData("storageclasses", "provisioner: a\nreclaimPolicy: Recycle", "reclaimPolicy: Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\"")]
    [InlineData("storageclasses", "provisioner: a\nparameters: {'': b}", "parameters: Invalid value: \"\": field can not be empty.")]
    [InlineData("volumeattributesclasses", "driverName: d", "parameters: Required value: must contain at least one key/value pair")]
    [InlineData("csinodes", "spec: {drivers: [{name: D, nodeID: m}]}", "spec.drivers[0].name: Invalid value: \"D\": a lowercase RFC 1123 subdomain *")]
    [InlineData("csinodes", "spec: {drivers: [{name: d, nodeID: m, allocatable: {count: -1}}]}", "spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("csinodes", "spec: {drivers: [{name: d, nodeID: m}, {name: d, nodeID: m}]}", "spec.drivers[1].name: Duplicate value: \"d\"")]
    [InlineData("csidrivers", "spec: {tokenRequests: [{audience: a}, {audience: a}]}", "spec.tokenRequests[1].audience: Duplicate value: \"a\"")]
    [InlineData("csidrivers", "spec: {tokenRequests: [{audience: a, expirationSeconds: 5}]}", "spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes")]
    [InlineData("volumeattachments", "spec: {attacher: d, nodeName: m, source: {}}", "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [InlineData("volumeattachments", "spec: {attacher: D, nodeName: m, source: {persistentVolumeName: v}}", "spec.attacher: Invalid value: \"D\": a lowercase RFC 1123 subdomain *")]
    public void What_is_wrong_is_said(string resource, string yaml, string cause) => KindCauses.OfNew(Group + resource, Meta + yaml).Should().ContainMatch(cause);
}
