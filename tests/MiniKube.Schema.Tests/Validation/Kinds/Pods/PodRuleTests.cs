using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation.Kinds.Pods;

/// <summary>What upstream says of pods: each case is a pod that is wrong in one way, and the place and the words of what is told.</summary>
public sealed class PodRuleTests
{
    private const string Label = "a lowercase RFC 1123 label must *";
    private const string Subdomain = "a lowercase RFC 1123 subdomain must *";

    public static readonly TheoryData<string, string> Containers = new()
    {
        { "env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nope}}}]", "env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.nope\": error converting fieldPath: field label not supported: spec.nope" },
        { "env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}]", "env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"metadata.labels\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"" },
        { "env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.name['a']\"}}}]", "env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.name['a']\": error converting fieldPath: field label does not support subscript: metadata.name['a']" },
        { "env: [{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['a b']\"}}}]", "env[0].valueFrom.fieldRef: Invalid value: \"a b\": name part must consist of *" },
        { "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}]", "env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\"" },
        { "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: '5'}}}]", "env[0].valueFrom.resourceFieldRef.divisor: Invalid value: \"limits.cpu\": only divisor's values 1m and 1 are supported with the cpu resource" },
        { "env: [{name: A, valueFrom: {configMapKeyRef: {name: A_, key: 'a b'}}}]", "env[0].valueFrom.configMapKeyRef.key: Invalid value: \"a b\": a valid config key must *" },
        { "env: [{name: A, valueFrom: {secretKeyRef: {name: A_, key: k}}}]", $"env[0].valueFrom.secretKeyRef.name: Invalid value: \"A_\": {Subdomain}" },
        { "envFrom: [{}]", "envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`" },
        { "envFrom: [{configMapRef: {name: a}, secretRef: {name: b}}]", "envFrom: Invalid value: \"\": may not have more than one field specified at a time" },
        { "envFrom: [{configMapRef: {}}]", "envFrom[0].configMapRef.name: Required value" },
        { "envFrom: [{prefix: 'a=', secretRef: {name: b}}]", "envFrom[0].prefix: Invalid value: \"a=\": a valid environment variable name must consist only of printable ASCII characters other than '='" },
        { "volumeMounts: [{name: v, mountPath: /a, subPath: /b}]", "volumeMounts.subPath: Invalid value: \"/b\": must be a relative path" },
        { "volumeMounts: [{name: v, mountPath: /a, subPathExpr: a/../b}]", "volumeMounts.subPathExpr: Invalid value: \"a/../b\": must not contain '..'" },
        { "volumeMounts: [{name: v, mountPath: /a, mountPropagation: Bidirectional}]", "volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers" },
        { "volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: Enabled}]", "volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true" },
        { "volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: x}]", "volumeMounts.recursiveReadOnly: Unsupported value: \"x\": supported values: \"Disabled\", \"Enabled\", \"IfPossible\"" },
        { "volumeDevices: [{name: v, devicePath: /a}]", "volumeDevices[0].name: Invalid value: \"v\": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode" },
        { "volumeDevices: [{name: w, devicePath: /a}]", "volumeDevices[0].name: Not found: \"w\"" },
        { "volumeDevices: [{name: claim, devicePath: /a/../b}]", "volumeDevices[0].devicePath: Invalid value: \"/a/../b\": can not contain backsteps ('..')" },
        { "volumeDevices: [{name: claim, devicePath: /a}], volumeMounts: [{name: claim, mountPath: /b}]", "volumeMounts[0].name: Invalid value: \"claim\": must not already exist in volumeDevices" },
        { "resources: {limits: {gpu: 1}}", "resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource for containers" },
        { "resources: {limits: {x.io/gpu: 500m}}", "resources.limits[x.io/gpu]: Invalid value: \"500m\": must be an integer" },
        { "resources: {limits: {x.io/gpu: 2}, requests: {x.io/gpu: 1}}", "resources.requests: Invalid value: \"1\": must be equal to x.io/gpu limit of 2" },
        { "resources: {requests: {x.io/gpu: 1}}", "resources.limits: Required value: Limit must be set for non overcommitable resources" },
        { "resources: {limits: {hugepages-2Mi: 2Mi}}", "resources: Forbidden: HugePages require cpu or memory" },
        { "resources: {limits: {cpu: 1, hugepages-2Mi: 3Mi}}", "resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi" },
        { "resources: {claims: [{name: x}]}", "resources.claims[0]: Not found: \"x\": must be one of the names in pod.spec.resourceClaims which is empty" },
        { "resizePolicy: [{resourceName: gpu, restartPolicy: NotRequired}]", "resizePolicy: Unsupported value: \"gpu\": supported values: \"cpu\", \"memory\"" },
        { "resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: NotRequired}]", "resizePolicy[1]: Duplicate value: \"cpu\"" },
        { "securityContext: {runAsUser: -1}", "securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive" },
        { "securityContext: {procMount: Unmasked}", "securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`" },
        { "securityContext: {privileged: true, allowPrivilegeEscalation: false}", "securityContext: Invalid value: {*}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true" },
        { "securityContext: {seccompProfile: {}}", "securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set" },
        { "securityContext: {seccompProfile: {type: Localhost}}", "securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost" },
        { "securityContext: {appArmorProfile: {type: x}}", "securityContext.appArmorProfile.type: Unsupported value: \"x\": supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\"" },
        { "securityContext: {windowsOptions: {runAsUserName: 'a\\b\\c'}}", "securityContext.windowsOptions.runAsUserName: Invalid value: \"a\\\\b\\\\c\": runAsUserName cannot contain more than one backslash" },
        { "livenessProbe: {exec: {command: [a]}, successThreshold: 2}", "livenessProbe.successThreshold: Invalid value: 2: must be 1" },
        { "livenessProbe: {exec: {command: [a]}, terminationGracePeriodSeconds: 0}", "livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0" },
        { "readinessProbe: {exec: {command: [a]}, terminationGracePeriodSeconds: 5}", "readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes" },
        { "readinessProbe: {httpGet: {port: 80, httpHeaders: [{name: 'a b', value: c}]}}", "readinessProbe.httpGet.httpHeaders: Invalid value: \"a b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')" },
        { "readinessProbe: {httpGet: {port: ''}}", "readinessProbe.httpGet.port: Invalid value: \"\": must contain at least one letter (a-z)" },
        { "lifecycle: {preStop: {sleep: {seconds: 31}}}", "lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)" },
        { "lifecycle: {preStop: {}}", "lifecycle.preStop: Required value: must specify a handler type" },
        { "ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]", "ports[1].name: Duplicate value: \"a\"" },
        { "ports: [{containerPort: 1, hostPort: 5}, {containerPort: 2, hostPort: 5}]", "ports[1].hostPort: Duplicate value: \"TCP//5\"" },
    };

    public static readonly TheoryData<string, string> Specs = new()
    {
        { "initContainers: [{name: i, image: i, restartPolicy: Never}]", "initContainers[0].restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"" },
        { "initContainers: [{name: i, image: i, lifecycle: {preStop: {exec: {command: [a]}}}}]", "initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always" },
        { "hostNetwork: true, initContainers: [{name: i, image: i}], os: {name: windows}, hostPID: true", "hostPID: Forbidden: cannot be set for a windows pod" },
        { "os: {name: linux}, securityContext: {windowsOptions: {}}", "securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod" },
        { "os: {name: ''}", "os.name: Required value: cannot be empty" },
        { "os: {name: beos}", "os: Unsupported value: \"beos\": supported values: \"linux\", \"windows\"" },
        { "hostUsers: false, hostNetwork: true", "hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false" },
        { "hostPID: true, shareProcessNamespace: true", "securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled" },
        { "securityContext: {sysctls: [{name: a.b, value: x}, {name: a.b, value: z}]}", "securityContext.sysctls[1].name: Duplicate value: \"a.b\"" },
        { "hostNetwork: true, securityContext: {sysctls: [{name: net.a, value: x}]}", "securityContext.sysctls[0].name: Invalid value: \"net.a\": may not be specified when 'hostNetwork' is true" },
        { "securityContext: {supplementalGroups: [1, -1]}", "securityContext.supplementalGroups[1]: Invalid value: -1: must be between 0 and 2147483647, inclusive" },
        { "securityContext: {seLinuxChangePolicy: x}", "securityContext.seLinuxChangePolicy: Unsupported value: \"x\": supported values: \"MountOption\", \"Recursive\"" },
        { "preemptionPolicy: x", "preemptionPolicy: Unsupported value: \"x\": supported values: \"PreemptLowerPriority\", \"Never\"" },
        { "dnsPolicy: None", "dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None" },
        { "dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}", "dnsConfig.nameservers: Invalid value: [*]: must not have more than 3 nameservers" },
        { "dnsConfig: {searches: [a..b]}", "dnsConfig.searches[0]: Invalid value: \"a..b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', *" },
        { "dnsConfig: {options: [{value: a}]}", "dnsConfig.options[0]: Required value: must not be empty" },
        { "hostAliases: [{ip: 1.1.1.1, hostnames: [A]}]", $"hostAliases[0].hostnames[0]: Invalid value: \"A\": {Subdomain}" },
        { "readinessGates: [{conditionType: 'a b'}]", "readinessGates[0].conditionType: Invalid value: \"a b\": name part must *" },
        { "schedulingGates: [{name: a}, {name: a}]", "schedulingGates[1]: Duplicate value: \"a\"" },
        { "overhead: {gpu: 1}", "overhead.limits[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified" },
        { "resourceClaims: [{name: c}]", "resourceClaims[0]: Invalid value: {\"name\":\"c\"}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`" },
        { "resources: {limits: {ephemeral-storage: 1Gi}}", "resources.limits[ephemeral-storage]: Unsupported value: \"ephemeral-storage\": supported values: \"cpu\", \"hugepages-\", \"memory\"" },
        { "tolerations: [{key: a, operator: Equal, value: 'b c'}]", "tolerations[0].operator: Invalid value: \"b c\": a valid label must *" },
        { "topologySpreadConstraints: [{maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]", "topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero" },
        { "topologySpreadConstraints: [{maxSkew: 1, whenUnsatisfiable: x}]", "topologySpreadConstraints[0].topologyKey: Required value: can not be empty" },
        { "topologySpreadConstraints: [{maxSkew: 1, topologyKey: a}]", "topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\"" },
        { "topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway}, {maxSkew: 2, topologyKey: a, whenUnsatisfiable: ScheduleAnyway}]", "topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: \"{a, ScheduleAnyway}\"" },
        { "topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: ScheduleAnyway, matchLabelKeys: [k]}]", "topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: x}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator: Invalid value: \"x\": not a valid selector operator" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Lt, values: ['1', '2']}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: a, operator: In, values: [b]}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0].key: Invalid value: \"a\": not a valid field selector key" },
        { "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: ['b c']}]}]}}}", "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[0]: Invalid value: \"b c\": a valid label must *" },
        { "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {}}]}}", "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value: can not be empty" },
        { "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, namespaces: [A]}]}}", $"affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespace: Invalid value: \"A\": {Label}" },
        { "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {}, matchLabelKeys: [k], mismatchLabelKeys: [k]}]}}", "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]: Invalid value: \"k\": exists in both matchLabelKeys and mismatchLabelKeys" },
    };

    public static readonly TheoryData<string, string> Annotations = new()
    {
        { "controller.kubernetes.io/pod-deletion-cost: '+5'", "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"+5\": must be a 32bit integer" },
        { "kubernetes.io/config.mirror: x", "metadata.annotations[kubernetes.io/config.mirror]: Invalid value: \"x\": must set spec.nodeName if mirror pod annotation is set" },
        { "container.apparmor.security.beta.kubernetes.io/x: unconfined", "metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: \"x\": container not found" },
        { "container.apparmor.security.beta.kubernetes.io/c: x", "metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: Invalid value: \"x\": invalid AppArmor profile name: \"x\"" },
        { "seccomp.security.alpha.kubernetes.io/pod: x", "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: \"x\": must be a valid seccomp profile" },
    };

    [Theory]
    [MemberData(nameof(Containers))]
    public void Of_a_container(string container, string cause) => Causes(
        $"containers: [{{name: c, image: i, {container}}}], volumes: [{{name: v}}, {{name: claim, persistentVolumeClaim: {{claimName: x}}}}]")
        .Should().ContainMatch($"spec.containers[0].{cause}");

    [Theory]
    [MemberData(nameof(Specs))]
    public void Of_a_spec(string spec, string cause) => Causes($"containers: [{{name: c, image: i}}], {spec}").Should().ContainMatch($"spec.{cause}");

    [Theory]
    [MemberData(nameof(Annotations))]
    public void Of_an_annotation(string annotation, string cause) =>
        Causes("containers: [{name: c, image: i}]", $", annotations: {{{annotation}}}").Should().ContainMatch(cause);

    [Theory]
    [InlineData("schedulerName: 'a b'")]
    [InlineData("initContainers: [{name: i, image: i, ports: [{containerPort: 1, hostPort: 5}]}, {name: j, image: i, ports: [{containerPort: 1, hostPort: 5}]}]")]
    [InlineData("initContainers: [{name: i, image: i, restartPolicy: Always, livenessProbe: {exec: {command: [a]}}}]")]
    [InlineData("dnsConfig: {searches: [_tcp.a_b.c, .], nameservers: ['::1'], options: [{name: ndots}]}")]
    [InlineData("affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: a, operator: In, values: ['b c']}]}}]}}")]
    [InlineData("resourceClaims: [{name: r, resourceClaimName: x}], initContainers: [{name: i, image: i, resources: {claims: [{name: r}]}}]")]
    [InlineData("resources: {limits: {cpu: 2}}, initContainers: [{name: i, image: i, resources: {requests: {cpu: 1, memory: 1Gi}}}]")]
    [InlineData("securityContext: {runAsUser: 0, sysctls: [{name: net/ipv4.ip_forward, value: '1'}], seccompProfile: {type: Localhost, localhostProfile: a/b}}")]
    [InlineData("topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, minDomains: 2, labelSelector: {}, matchLabelKeys: [k]}]")]
    [InlineData("os: {name: windows}, securityContext: {windowsOptions: {runAsUserName: 'NT AUTHORITY\\SYSTEM'}}")]
    public void What_is_allowed_passes(string spec) => Causes($"containers: [{{name: c, image: i}}], {spec}").Should().BeEmpty();

    [Fact]
    public void A_template_is_told_of_without_its_metadata()
    {
        var resource = Objects.Resource("podtemplates");
        var value = Objects.Defaulted("metadata: {name: a, namespace: x}\ntemplate: {metadata: {labels: {'a b': c}}, spec: {containers: [{name: c, image: ' i'}]}}", resource);

        SchemaValidator.Validate(value, resource).Should().ContainSingle().Which.Field.Should().Be("template.labels");
    }

    private static IEnumerable<string> Causes(string spec, string metadata = "")
    {
        var resource = Objects.Resource("pods");
        var value = Objects.Defaulted($"metadata: {{name: a, namespace: x{metadata}}}\nspec: {{{spec}}}", resource);
        return SchemaValidator.Validate(value, resource).Select(cause => $"{cause.Field}: {cause.Message}");
    }
}
