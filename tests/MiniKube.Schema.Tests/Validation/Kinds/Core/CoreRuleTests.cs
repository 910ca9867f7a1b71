using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation.Kinds.Core;

/// <summary>What upstream says of the other kinds of core/v1, and of changes to them.</summary>
public sealed class CoreRuleTests
{
    private const string Claim = "metadata: {name: a, namespace: x}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}\nstatus: {phase: Bound, capacity: {storage: 2Gi}}";
    private const string Gated = "metadata: {name: a, namespace: x}\nspec: {schedulingGates: [{name: g}], nodeSelector: {a: b}, containers: [{name: c, image: i}]}";
    private const string Affine = "metadata: {name: a, namespace: x}\nspec: {schedulingGates: [{name: g}], containers: [{name: c, image: i}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}}}";

    public static readonly TheoryData<string, string, string> Wrong = new()
    {
        { "services", "spec: {ports: [{port: 80, targetPort: 80, appProtocol: 'a b'}]}", "spec.ports[0].appProtocol: Invalid value: \"a b\": name part must *" },
        { "services", "spec: {sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}, ports: [{port: 80}]}", "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400" },
        { "services", "spec: {trafficDistribution: x, ports: [{port: 80}]}", "spec.trafficDistribution: Unsupported value: \"x\": supported values: \"PreferClose\", \"PreferSameNode\", \"PreferSameZone\"" },
        { "services", "spec: {externalIPs: [127.0.0.1], ports: [{port: 80}]}", "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)" },
        { "services", "spec: {loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]}", "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'" },
        { "services", "spec: {type: LoadBalancer, loadBalancerSourceRanges: [x], ports: [{port: 80}]}", "spec.LoadBalancerSourceRanges[0]: Invalid value: \"x\": must be a valid CIDR value, *" },
        { "services", "spec: {type: LoadBalancer, loadBalancerClass: 'a b', ports: [{port: 80}]}", "spec.loadBalancerClass: Invalid value: \"a b\": name part must *" },
        { "endpoints", "subsets: [{addresses: [{ip: 169.254.1.1}]}]", "subsets[0].addresses[0].ip: Invalid value: \"169.254.1.1\": may not be in the link-local range (169.254.0.0/16, fe80::/10)" },
        { "endpoints", "subsets: [{addresses: [{ip: 10.0.0.1, hostname: A}]}]", "subsets[0].addresses[0].hostname: Invalid value: \"A\": a lowercase RFC 1123 label must *" },
        { "endpoints", "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80, name: A}]}]", "subsets[0].ports[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must *" },
        { "nodes", "spec: {taints: [{key: a, effect: NoExecute}, {key: a, effect: NoExecute, value: b}]}", "metadata.taints[1]: Duplicate value: {*}: taints must be unique by key and effect pair" },
        { "nodes", "spec: {taints: [{effect: NoExecute}]}", "metadata.taints[0].key: Invalid value: \"\": name part must be non-empty" },
        { "nodes", "spec: {podCIDRs: [10.0.0.0/24, 10.0.1.0/24]}", "spec.podCIDRs: Invalid value: [*]: may specify no more than one CIDR for each IP family" },
        { "namespaces", "spec: {finalizers: [a]}", "spec.finalizers: Invalid value: \"a\": name is neither a standard finalizer name nor is it fully qualified" },
        { "resourcequotas", "spec: {hard: {gpu: 1}}", "spec.hard[gpu]: Invalid value: \"gpu\": must be a standard resource for quota" },
        { "resourcequotas", "spec: {hard: {pods: 500m}}", "spec.hard[pods]: Invalid value: \"500m\": must be an integer" },
        { "resourcequotas", "spec: {scopes: [x]}", "spec.scopes: Invalid value: [\"x\"]: unsupported scope" },
        { "resourcequotas", "spec: {scopeSelector: {matchExpressions: [{scopeName: BestEffort, operator: In, values: [a]}]}}", "spec.scopeSelector.matchExpressions.operator: Invalid value: \"In\": must be 'Exists' when scope is any of *" },
        { "limitranges", "spec: {limits: [{type: x}]}", "spec.limits[0].type: Invalid value: \"x\": must be a standard limit type or fully qualified" },
        { "limitranges", "spec: {limits: [{type: Pod, max: {cpu: 1}}, {type: Pod}]}", "spec.limits[1].type: Duplicate value: \"Pod\"" },
        { "limitranges", "spec: {limits: [{type: Pod, default: {cpu: 1}}]}", "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'" },
        { "limitranges", "spec: {limits: [{type: Container, max: {storage: 1}}]}", "spec.limits[0].max[storage]: Invalid value: \"storage\": must be a standard resource for containers" },
        { "limitranges", "spec: {limits: [{type: PersistentVolumeClaim}]}", "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided" },
        { "limitranges", "spec: {limits: [{type: Container, min: {cpu: 1}, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 3}}]}", "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"3\": ratio 3 is greater than max/min = 2.000000" },
        { "secrets", "type: kubernetes.io/ssh-auth\ndata: {ssh-privatekey: ''}", "data[ssh-privatekey]: Required value" },
        { "replicationcontrollers", "spec: {selector: {a: b}, template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}", "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"" },
    };

    public static readonly TheoryData<string, string, string, string, string> Changed = new()
    {
        { "pods", Gated, "a: b", "a: c", "spec.nodeSelector: Invalid value: {\"a\":\"c\"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)" },
        { "pods", Gated, "[{name: g}]", "[{name: g}, {name: h}]", "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'h'" },
        { "pods", Affine, "key: a", "key: b", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]: Invalid value: {*}: only additions are allowed (no mutations or deletions)" },
        { "pods", Gated, "namespace: x", "namespace: x, annotations: {kubernetes.io/config.mirror: z}", "metadata.annotations[kubernetes.io/config.mirror]: Forbidden: may not add mirror pod annotation" },
        { "persistentvolumeclaims", Claim.Replace("phase: Bound", "phase: Pending", StringComparison.Ordinal), "storage: 2Gi}}}", "storage: 3Gi}}}", "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims" },
        { "persistentvolumeclaims", Claim, "[ReadWriteOnce],", "[ReadWriteOnce], volumeMode: Block,", "volumeMode: Invalid value: \"Block\": field is immutable" },
        { "persistentvolumes", "metadata: {name: a}\nspec: {capacity: {storage: 1}, accessModes: [ReadWriteOnce], hostPath: {path: /a}}", "path: /a", "path: /b", "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation" },
        { "nodes", "metadata: {name: a}\nspec: {podCIDRs: [10.0.0.0/24]}", "10.0.0", "10.0.1", "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said(string name, string yaml, string cause)
    {
        var resource = Objects.Resource(name);
        var value = Objects.Defaulted($"metadata: {{name: a{(resource.IsNamespaced ? ", namespace: x" : "")}}}\n{yaml}", resource);

        SchemaValidator.Validate(value, resource).Select(one => $"{one.Field}: {one.Message}").Should().ContainMatch(cause);
    }

    [Theory]
    [MemberData(nameof(Changed))]
    public void What_may_not_change_is_said(string resource, string yaml, string from, string to, string cause) =>
        Changes(resource, yaml, from, to).Should().ContainMatch(cause);

    [Theory]
    [InlineData("persistentvolumeclaims", Claim, "requests: {storage: 2Gi}", "requests: {storage: 3Gi}")]
    [InlineData("persistentvolumeclaims", Claim, "[ReadWriteOnce],", "[ReadWriteOnce], storageClassName: s,")]
    [InlineData("pods", Gated, "a: b", "a: b, c: d")]
    [InlineData("pods", Gated, "schedulingGates: [{name: g}], ", "")]
    [InlineData("pods", Affine, "[{key: a, operator: Exists}]", "[{key: a, operator: Exists}, {key: b, operator: Exists}]")]
    public void What_may_change_may_change(string resource, string yaml, string from, string to) => Changes(resource, yaml, from, to).Should().BeEmpty();

    private static IEnumerable<string> Changes(string name, string yaml, string from, string to)
    {
        var resource = Objects.Resource(name);
        var old = Objects.Defaulted(yaml, resource);
        var updated = Objects.Defaulted(yaml.Replace(from, to, StringComparison.Ordinal), resource);
        return SchemaValidator.ValidateUpdate(updated, old, resource).Select(cause => $"{cause.Field}: {cause.Message}");
    }
}
