using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Validation;

namespace MiniKube.Schema.Tests.Validation;

public sealed class SchemaValidatorTests
{
    private const string Good = "metadata: {name: a, namespace: default}\n";
    private const string Template = "template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}";

    [Theory]
    [InlineData("pods", Good + "spec: {containers: [{name: c, image: i, ports: [{containerPort: 80, name: http}], volumeMounts: [{name: v, mountPath: /x}]}], volumes: [{name: v}]}")]
    [InlineData("apps/v1/deployments", Good + "spec: {selector: {matchLabels: {app: x}}, " + Template + "}")]
    [InlineData("apps/v1/statefulsets", Good + "spec: {serviceName: s, selector: {matchLabels: {app: x}}, " + Template + "}")]
    [InlineData("apps/v1/daemonsets", Good + "spec: {selector: {matchExpressions: [{key: app, operator: In, values: [x]}]}, " + Template + "}")]
    [InlineData("batch/v1/jobs", Good + "spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}")]
    [InlineData("batch/v1/cronjobs", Good + "spec: {schedule: '*/5 * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}")]
    [InlineData("services", Good + "spec: {selector: {a: b}, ports: [{port: 80, targetPort: http}]}")]
    [InlineData("services", Good + "spec: {type: ExternalName, externalName: example.com.}")]
    [InlineData("configmaps", Good + "data: {a.txt: hello, B_c: x}")]
    [InlineData("secrets", Good + "stringData: {password: p}")]
    [InlineData("namespaces", "metadata: {name: a}")]
    [InlineData("nodes", "metadata: {name: node-1.example.com}")]
    [InlineData("serviceaccounts", Good)]
    [InlineData("events", Good + "involvedObject: {kind: Pod, name: p}")]
    [InlineData("coordination.k8s.io/v1/leases", Good + "spec: {leaseDurationSeconds: 40, holderIdentity: me}")]
    [InlineData("networking.k8s.io/v1/ingresses", Good + "spec: {rules: [{host: '*.x.com', http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}}]}")]
    [InlineData("networking.k8s.io/v1/networkpolicies", Good + "spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}")]
    [InlineData("rbac.authorization.k8s.io/v1/clusterroles", "metadata: {name: 'system:x:y'}\nrules: [{verbs: [get], apiGroups: [''], resources: [pods]}]")]
    [InlineData("rbac.authorization.k8s.io/v1/rolebindings", Good + "roleRef: {kind: Role, name: r}\nsubjects: [{kind: User, name: u}]")]
    [InlineData("persistentvolumeclaims", Good + "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}")]
    [InlineData("persistentvolumes", "metadata: {name: a}\nspec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /x}}")]
    [InlineData("autoscaling/v2/horizontalpodautoscalers", Good + "spec: {maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: d}}")]
    [InlineData("policy/v1/poddisruptionbudgets", Good + "spec: {minAvailable: 50%, selector: {matchLabels: {a: b}}}")]
    [InlineData("apiextensions.k8s.io/v1/customresourcedefinitions", "metadata: {name: foos.example.com}\nspec: {group: example.com, scope: Namespaced, names: {plural: foos, kind: Foo}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}")]
    [InlineData("storage.k8s.io/v1/storageclasses", "metadata: {name: a}\nprovisioner: x.y/z")]
    [InlineData("scheduling.k8s.io/v1/priorityclasses", "metadata: {name: a}\nvalue: 5")]
    [InlineData("discovery.k8s.io/v1/endpointslices", Good + "addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80}]")]
    [InlineData("endpoints", Good + "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]")]
    [InlineData("replicationcontrollers", Good + "spec: {" + Template + "}")]
    [InlineData("resourcequotas", Good + "spec: {hard: {pods: 5, requests.cpu: 1}}")]
    [InlineData("limitranges", Good + "spec: {limits: [{type: Container, max: {cpu: 1}}]}")]
    [InlineData("authorization.k8s.io/v1/selfsubjectaccessreviews", "spec: {resourceAttributes: {verb: get}}")]
    public void What_is_right_passes(string resource, string yaml) => Causes(resource, yaml).Should().BeEmpty();

    [Theory]
    [InlineData("pods", "metadata: {name: A_b, namespace: default}", "metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    [InlineData("pods", "metadata: {namespace: default}", "metadata.name: Required value: name or generateName is required")]
    [InlineData("nodes", "metadata: {name: a, namespace: x}", "metadata.namespace: Forbidden: not allowed on this type")]
    [InlineData("configmaps", "metadata: {name: a, namespace: x, labels: {a: 'b c'}}", "metadata.labels: Invalid value: \"b c\": a valid label must be *")]
    [InlineData("configmaps", "metadata: {name: a, namespace: x, labels: {'a b': x}}", "metadata.labels: Invalid value: \"a b\": name part must consist of *")]
    [InlineData("configmaps", Good + "data: {a/b: x}", "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of *")]
    [InlineData("services", "metadata: {name: 1a, namespace: x}\nspec: {ports: [{port: 80}]}", "metadata.name: Invalid value: \"1a\": a DNS-1035 label must *")]
    [InlineData("pods", Good + "spec: {containers: []}", "spec.containers: Required value")]
    [InlineData("pods", Good + "spec: {containers: [{name: a}]}", "spec.containers[0].image: Required value")]
    [InlineData("pods", Good + "spec: {containers: [{image: a}]}", "spec.containers[0].name: Required value")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i}, {name: a, image: i}]}", "spec.containers[1].name: Duplicate value: \"a\"")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i}], initContainers: [{name: a, image: i}]}", "spec.initContainers[0].name: Duplicate value: \"a\"")]
    [InlineData("pods", Good + "spec: {restartPolicy: Sometimes, containers: [{name: a, image: i}]}", "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, imagePullPolicy: Now}]}", "spec.containers[0].imagePullPolicy: Unsupported value: \"Now\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, volumeMounts: [{name: v, mountPath: /x}]}]}", "spec.containers[0].volumeMounts[0].name: Not found: \"v\"")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, ports: [{containerPort: 99999}]}]}", "spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, resources: {limits: {cpu: -1}}}]}", "spec.containers[0].resources.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, resources: {limits: {cpu: 1}, requests: {cpu: 2}}}]}", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("pods", Good + "spec: {volumes: [{name: v}, {name: v}], containers: [{name: a, image: i}]}", "spec.volumes[1].name: Duplicate value: \"v\"")]
    [InlineData("pods", Good + "spec: {volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}], containers: [{name: a, image: i}]}", "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type")]
    [InlineData("pods", Good + "spec: {containers: [{name: a, image: i, livenessProbe: {periodSeconds: 1}}]}", "spec.containers[0].livenessProbe: Required value: must specify a handler type")]
    [InlineData("pods", Good + "spec: {tolerations: [{key: a, operator: Exists, value: x}], containers: [{name: a, image: i}]}", "spec.tolerations[0].operator: Invalid value: \"x\": value must be empty when `operator` is 'Exists'")]
    [InlineData("apps/v1/deployments", Good + "spec: {replicas: -1, selector: {matchLabels: {app: x}}, " + Template + "}", "spec.replicas: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("apps/v1/deployments", Good + "spec: {selector: {matchLabels: {app: z}}, " + Template + "}", "spec.template.metadata.labels: Invalid value: {\"app\":\"x\"}: `selector` does not match template `labels`")]
    [InlineData("apps/v1/deployments", Good + "spec: {" + Template + "}", "spec.selector: Required value")]
    [InlineData("apps/v1/deployments", Good + "spec: {selector: {}, " + Template + "}", "spec.selector: Invalid value: {}: empty selector is invalid for deployment")]
    [InlineData("apps/v1/deployments", Good + "spec: {strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, selector: {matchLabels: {app: x}}, " + Template + "}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [InlineData("batch/v1/jobs", Good + "spec: {template: {spec: {containers: [{name: c, image: i}]}}}", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [InlineData("batch/v1/cronjobs", Good + "spec: {schedule: 'every day', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}", "spec.schedule: Invalid value: \"every day\": expected exactly 5 fields, found 2: [every day]")]
    [InlineData("events", Good + "involvedObject: {kind: Pod, name: p, namespace: other}", "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace")]
    [InlineData("events.k8s.io/v1/events", Good + "note: x", "eventTime: Required value")]
    [InlineData("services", Good + "spec: {}", "spec.ports: Required value")]
    [InlineData("services", Good + "spec: {ports: [{port: 80}, {port: 81, name: b}]}", "spec.ports[0].name: Required value")]
    [InlineData("services", Good + "spec: {type: Other, ports: [{port: 80}]}", "spec.type: Unsupported value: \"Other\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"")]
    [InlineData("secrets", Good + "type: kubernetes.io/tls\ndata: {tls.crt: eA==}", "data[tls.key]: Required value")]
    [InlineData("rbac.authorization.k8s.io/v1/roles", Good + "rules: [{apiGroups: [''], resources: [pods]}]", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [InlineData("autoscaling/v2/horizontalpodautoscalers", Good + "spec: {scaleTargetRef: {kind: Deployment, name: d}}", "spec.maxReplicas: Invalid value: 0: must be greater than 0")]
    [InlineData("networking.k8s.io/v1/ingresses", Good + "spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: s, port: {number: 80}}}}]}}]}", "spec.rules[0].http.paths[0].pathType: Required value*")]
    [InlineData("persistentvolumeclaims", Good + "spec: {accessModes: [ReadWriteOnce]}", "spec.resources[storage]: Required value")]
    [InlineData("apiextensions.k8s.io/v1/customresourcedefinitions", "metadata: {name: x}\nspec: {group: example.com, scope: Namespaced, names: {plural: foos, kind: Foo}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}", "metadata.name: Invalid value: \"x\": must be spec.names.plural+\".\"+spec.group")]
    public void What_is_wrong_is_said_in_the_words_that_users_know(string resource, string yaml, string cause)
    {
        Causes(resource, yaml).Should().ContainMatch(cause);
    }

    [Fact]
    public void Everything_is_said_at_once()
    {
        Causes("pods", "metadata: {name: A, namespace: default, labels: {x: '-'}}\nspec: {restartPolicy: Bad, containers: [{name: B}]}")
            .Should().HaveCount(5);
    }

    [Fact]
    public void Nothing_that_a_client_may_send_breaks_the_rules()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources)
        {
            RandomObjects.Of(resource.Schema).Sample(
                value =>
                {
                    var decoded = ObjectDecoder.Decode(value, resource.Schema, DecodeOptions.Default).Object;
                    Defaulter.Apply(decoded, resource);
                    return !SchemaValidator.Validate(decoded, resource).IsDefault &&
                        SchemaValidator.ValidateUpdate(decoded, (JsonObject)decoded.DeepClone(), resource).All(cause => cause.Field.StartsWith("spec.", StringComparison.Ordinal) || cause.Field.StartsWith("status.", StringComparison.Ordinal));
                },
                iter: 30);
        }
    }

    private static IEnumerable<string> Causes(string name, string yaml)
    {
        var resource = Objects.Resource(name);
        return SchemaValidator.Validate(Objects.Defaulted(yaml, resource), resource).Select(cause => $"{cause.Field}: {cause.Message}");
    }
}
