using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Resources;

namespace MiniKube.Schema.Tests.Defaulting;

public sealed class DefaulterTests
{
    [Theory]
    [InlineData(
        "pods",
        "spec: {containers: [{name: a, image: nginx}]}",
        """{"containers":[{"name":"a","image":"nginx","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"Always"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler","enableServiceLinks":true}""")]
    [InlineData(
        "apps/v1/deployments",
        "spec: {selector: {}, template: {spec: {containers: []}}}",
        """{"replicas":1,"selector":{},"template":{"spec":{"containers":[],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":"25%","maxSurge":"25%"}},"revisionHistoryLimit":10,"progressDeadlineSeconds":600}""")]
    [InlineData(
        "apps/v1/deployments",
        "spec: {replicas: 0, strategy: {type: Recreate}}",
        """{"replicas":0,"template":{"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"strategy":{"type":"Recreate"},"revisionHistoryLimit":10,"progressDeadlineSeconds":600}""")]
    [InlineData(
        "apps/v1/daemonsets",
        "spec: {}",
        """{"template":{"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":1,"maxSurge":0}},"revisionHistoryLimit":10}""")]
    [InlineData(
        "apps/v1/statefulsets",
        "spec: {volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]}",
        """{"replicas":1,"template":{"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"volumeClaimTemplates":[{"kind":"PersistentVolumeClaim","apiVersion":"v1","metadata":{"name":"d"},"spec":{"resources":{},"volumeMode":"Filesystem"},"status":{"phase":"Pending"}}],"podManagementPolicy":"OrderedReady","updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}},"revisionHistoryLimit":10,"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}""")]
    [InlineData(
        "batch/v1/jobs",
        "spec: {parallelism: 3}",
        """{"template":{"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}},"parallelism":3,"backoffLimit":6,"completionMode":"NonIndexed","suspend":false,"podReplacementPolicy":"TerminatingOrFailed"}""")]
    [InlineData(
        "batch/v1/cronjobs",
        "spec: {schedule: '* * * * *'}",
        """{"schedule":"* * * * *","concurrencyPolicy":"Allow","suspend":false,"jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}}}},"successfulJobsHistoryLimit":3,"failedJobsHistoryLimit":1}""")]
    [InlineData(
        "services",
        "spec: {ports: [{port: 80}]}",
        """{"ports":[{"protocol":"TCP","port":80,"targetPort":80}],"type":"ClusterIP","sessionAffinity":"None","internalTrafficPolicy":"Cluster"}""")]
    [InlineData(
        "services",
        "spec: {type: LoadBalancer, sessionAffinity: ClientIP, ports: [{port: 80, targetPort: http}]}",
        """{"ports":[{"protocol":"TCP","port":80,"targetPort":"http"}],"type":"LoadBalancer","sessionAffinity":"ClientIP","externalTrafficPolicy":"Cluster","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}},"allocateLoadBalancerNodePorts":true,"internalTrafficPolicy":"Cluster"}""")]
    [InlineData(
        "networking.k8s.io/v1/networkpolicies",
        "spec: {podSelector: {}, egress: [{ports: [{port: 53}]}]}",
        """{"podSelector":{},"egress":[{"ports":[{"protocol":"TCP","port":53}]}],"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("autoscaling/v1/horizontalpodautoscalers", "spec: {maxReplicas: 3}", """{"minReplicas":1,"maxReplicas":3,"targetCPUUtilizationPercentage":80}""")]
    [InlineData(
        "autoscaling/v2/horizontalpodautoscalers",
        "spec: {maxReplicas: 3, behavior: {}}",
        """{"minReplicas":1,"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}],"behavior":{"scaleUp":{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]},"scaleDown":{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}}}""")]
    [InlineData("persistentvolumes", "spec: {hostPath: {path: /x}}", """{"hostPath":{"path":"/x","type":""},"persistentVolumeReclaimPolicy":"Retain","volumeMode":"Filesystem"}""")]
    [InlineData("persistentvolumeclaims", "spec: {storageClassName: ''}", """{"storageClassName":"","volumeMode":"Filesystem"}""")]
    [InlineData(
        "apiextensions.k8s.io/v1/customresourcedefinitions",
        "spec: {names: {kind: Foo, plural: foos}}",
        """{"names":{"plural":"foos","singular":"foo","kind":"Foo","listKind":"FooList"},"conversion":{"strategy":"None"}}""")]
    [InlineData("storage.k8s.io/v1/csidrivers", "spec: {}", """{"attachRequired":true,"podInfoOnMount":false,"volumeLifecycleModes":["Persistent"],"storageCapacity":false,"fsGroupPolicy":"ReadWriteOnceWithFSType","requiresRepublish":false,"seLinuxMount":false}""")]
    public void A_spec_gets_what_its_author_left_out(string resource, string yaml, string spec)
    {
        var definition = Objects.Resource(resource);
        var defaulted = CanonicalJson.Normalize(Objects.Defaulted(yaml, definition), definition.Schema);
        var expected = CanonicalJson.Normalize(new JsonObject { ["spec"] = JsonNode.Parse(spec) }, definition.Schema);

        // The objects that are always written appear only in the bytes.
        var written = (JsonObject)JsonNode.Parse(Objects.Json(defaulted, definition))!["spec"]!;
        written.ToJsonString().Should().Be(((JsonObject)JsonNode.Parse(Objects.Json(expected, definition))!["spec"]!).ToJsonString());
    }

    [Fact]
    public void A_container_gets_its_probes_ports_sources_and_requests()
    {
        var container = Defaulted("""
            spec:
              hostNetwork: true
              containers:
              - name: a
                image: reg:5000/x@sha256:abc
                ports: [{containerPort: 80}]
                livenessProbe: {httpGet: {port: 80}}
                readinessProbe: {grpc: {port: 1}}
                env:
                - {name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: B, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                resources: {limits: {cpu: 0.1m, memory: 1Gi}, requests: {memory: 1Mi}}
            """)["containers"]![0]!;

        container["imagePullPolicy"]!.GetValue<string>().Should().Be("IfNotPresent");
        container["ports"]!.ToJsonString().Should().Be("""[{"hostPort":80,"containerPort":80,"protocol":"TCP"}]""");
        container["livenessProbe"]!.ToJsonString().Should().Be(
            """{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}""");
        container["readinessProbe"]!["grpc"]!.ToJsonString().Should().Be("""{"port":1,"service":""}""");
        container["env"]!.ToJsonString().Should().Contain("\"apiVersion\":\"v1\"").And.Contain("\"divisor\":\"0\"");
        container["resources"]!.ToJsonString().Should().Be("""{"limits":{"cpu":"1m","memory":"1Gi"},"requests":{"cpu":"1m","memory":"1Mi"}}""");
    }

    [Fact]
    public void Volumes_get_their_modes()
    {
        Defaulted("""
            spec:
              containers: []
              volumes:
              - {name: nothing}
              - {name: secret, secret: {secretName: s}}
              - {name: cm, configMap: {name: c, defaultMode: 256}}
              - {name: host, hostPath: {path: /}}
              - {name: projected, projected: {sources: [{serviceAccountToken: {path: token}}]}}
              - {name: disk, azureDisk: {diskName: d, diskURI: u}}
            """)["volumes"]!.ToJsonString().Should().Be(
            """[{"name":"nothing","emptyDir":{}},{"name":"secret","secret":{"secretName":"s","defaultMode":420}},{"name":"cm","configMap":{"name":"c","defaultMode":256}},{"name":"host","hostPath":{"path":"/","type":""}},{"name":"projected","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"token"}}],"defaultMode":420}},{"name":"disk","azureDisk":{"diskName":"d","diskURI":"u","cachingMode":"ReadWrite","fsType":"ext4","readOnly":false,"kind":"Shared"}}]""");
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.2", "IfNotPresent")]
    [InlineData("host:5000/nginx", "Always")]
    [InlineData("host:5000/nginx:1", "IfNotPresent")]
    [InlineData("nginx@sha256:0123", "IfNotPresent")]
    [InlineData("nginx:latest@sha256:0123", "Always")]
    public void An_image_that_may_move_is_always_pulled(string image, string policy) => ImagePullPolicy.Of(image).Should().Be(policy);

    [Fact]
    public void The_plain_half_of_a_secret_is_encoded()
    {
        var secret = Objects.Defaulted("{data: {a: eA==, b: eQ==}, stringData: {b: hello}}", Objects.Resource("secrets"));

        secret.ToJsonString().Should().Be("""{"data":{"a":"eA==","b":"aGVsbG8="},"type":"Opaque"}""");
    }

    [Fact]
    public void A_namespace_is_labelled_with_its_name()
    {
        Objects.Defaulted("metadata: {name: x}", Objects.Resource("namespaces"))["metadata"]!["labels"]!.ToJsonString()
            .Should().Be("""{"kubernetes.io/metadata.name":"x"}""");
    }

    [Fact]
    public void A_replication_controller_takes_selector_and_labels_from_its_template()
    {
        var value = Objects.Defaulted("spec: {template: {metadata: {labels: {a: b}}}}", Objects.Resource("replicationcontrollers"));

        value["spec"]!["selector"]!.ToJsonString().Should().Be("""{"a":"b"}""");
        value["metadata"]!["labels"]!.ToJsonString().Should().Be("""{"a":"b"}""");
    }

    [Fact]
    public void Webhooks_and_bindings_get_their_policies_and_groups()
    {
        Objects.Defaulted(
            "webhooks: [{name: x, clientConfig: {service: {name: s, namespace: x}}, rules: [{operations: ['*']}]}]",
            Objects.Resource("admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"))["webhooks"]![0]!.AsObject()
            .Select(pair => pair.Key).Should().Contain(["failurePolicy", "matchPolicy", "namespaceSelector", "objectSelector", "timeoutSeconds", "reinvocationPolicy"]);
        Objects.Defaulted(
            "{roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u}, {kind: ServiceAccount, name: s}]}",
            Objects.Resource("rbac.authorization.k8s.io/v1/rolebindings")).ToJsonString().Should().Be(
            """{"subjects":[{"kind":"User","name":"u","apiGroup":"rbac.authorization.k8s.io"},{"kind":"ServiceAccount","name":"s"}],"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}}""");
    }

    [Fact]
    public void Defaulting_twice_changes_nothing_for_any_kind()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources)
        {
            RandomObjects.Of(resource.Schema).Sample(
                value =>
                {
                    var once = ObjectDecoder.Decode(value, resource.Schema, DecodeOptions.Default).Object;
                    Defaulter.Apply(once, resource);
                    var twice = (JsonObject)once.DeepClone();
                    Defaulter.Apply(twice, resource);
                    return Objects.Json(once, resource) == Objects.Json(twice, resource);
                },
                iter: 20);
        }
    }

    private static JsonObject Defaulted(string yaml)
    {
        var pods = Objects.Resource("pods");
        return (JsonObject)JsonNode.Parse(Objects.Json(Objects.Defaulted(yaml, pods), pods))!["spec"]!;
    }
}
