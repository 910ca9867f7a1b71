using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Writes;

/// <summary>Entry 17: what is wrong with an object is told all at once, place by place, in upstream's words.</summary>
public sealed class ValidationMessageTests
{
    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string ConfigKey =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string Mismatch = "`selector` does not match template `labels`";

    public static readonly TheoryData<string, string, string[]> Refusals = new()
    {
        {
            "pods",
            """
            {"spec":{"restartPolicy":"Foo","dnsPolicy":"x","activeDeadlineSeconds":0,"tolerations":[{"key":"a","operator":"x"}],"volumes":[{"name":"v"},{"name":"v","emptyDir":{},"hostPath":{"path":"/"}}],
             "containers":[{"name":"C","imagePullPolicy":"no","ports":[{"containerPort":0},{"containerPort":70000,"protocol":"x"}],
               "resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}},{"name":"d","image":" i","volumeMounts":[{"name":"w","mountPath":"/m"}]}]}}
            """,
            [
                "spec.volumes[1].name: Duplicate value: \"v\"",
                "spec.volumes[1].hostPath: Forbidden: may not specify more than 1 volume type",
                $"spec.containers[0].name: Invalid value: \"C\": {Label}",
                "spec.containers[0].image: Required value",
                "spec.containers[0].ports[0].containerPort: Required value",
                "spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
                "spec.containers[0].ports[1].protocol: Unsupported value: \"x\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
                "spec.containers[0].imagePullPolicy: Unsupported value: \"no\": supported values: \"Always\", \"IfNotPresent\", \"Never\"",
                "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1",
                "spec.containers[1].image: Invalid value: \" i\": must not have leading or trailing whitespace",
                "spec.containers[1].volumeMounts[0].name: Not found: \"w\"",
                "spec.restartPolicy: Unsupported value: \"Foo\": supported values: \"Always\", \"OnFailure\", \"Never\"",
                "spec.dnsPolicy: Unsupported value: \"x\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"",
                "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
                "spec.tolerations[0].operator: Unsupported value: \"x\": supported values: \"Equal\", \"Exists\"",
            ]
        },
        { "pods", "{}", ["spec.containers: Required value"] },
        {
            "deployments",
            """{"spec":{}}""",
            [
                "spec.selector: Required value", $"spec.template.metadata.labels: Invalid value: null: {Mismatch}", "spec.template.spec.containers: Required value",
            ]
        },
        {
            "deployments",
            """
            {"spec":{"replicas":-1,"selector":{"matchLabels":{"a":"b"}},"strategy":{"type":"x"},"revisionHistoryLimit":-1,
             "template":{"metadata":{"labels":{"a":"c"}},"spec":{"restartPolicy":"Never","containers":[{"name":"c"}]}}}}
            """,
            [
                "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                $"spec.template.metadata.labels: Invalid value: {{\"a\":\"c\"}}: {Mismatch}",
                "spec.template.spec.containers[0].image: Required value",
                "spec.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
                "spec.strategy.type: Unsupported value: \"x\": supported values: \"Recreate\", \"RollingUpdate\"",
                "spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
            ]
        },
        {
            "statefulsets",
            """{"spec":{"podManagementPolicy":"x","selector":{},"template":{}}}""",
            [
                "spec.podManagementPolicy: Invalid value: \"x\": must be 'OrderedReady' or 'Parallel'",
                "spec.selector: Invalid value: {}: empty selector is invalid for statefulset",
                "spec.template.spec.containers: Required value",
            ]
        },
        {
            "services",
            """{"spec":{"type":"Foo","selector":{"a b":"c"},"ports":[{"port":0},{"port":80,"protocol":"ICMP"}]}}""",
            [
                "spec.ports[0].name: Required value",
                "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[1].name: Required value",
                "spec.ports[1].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
                "spec.type: Unsupported value: \"Foo\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
                "spec.selector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
            ]
        },
        { "services", """{"spec":{}}""", ["spec.ports: Required value"] },
        {
            "configmaps",
            """{"data":{"a b":"c","d":"e"},"binaryData":{"d":"YQ=="}}""",
            [$"data[a b]: Invalid value: \"a b\": {ConfigKey}", "data[d]: Invalid value: \"d\": duplicate of key present in binaryData"]
        },
        { "secrets", """{"type":"kubernetes.io/tls","data":{"a":"YQ=="}}""", ["data[tls.crt]: Required value", "data[tls.key]: Required value"] },
        {
            "jobs",
            """{"spec":{"completions":-1,"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}""",
            [
                "spec.completions: Invalid value: -1: must be greater than or equal to 0",
                "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"",
            ]
        },
        {
            "cronjobs",
            """{"spec":{"schedule":"bad","concurrencyPolicy":"x","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""",
            [
                "spec.schedule: Invalid value: \"bad\": expected exactly 5 fields, found 1: [bad]",
                "spec.concurrencyPolicy: Unsupported value: \"x\": supported values: \"Allow\", \"Forbid\", \"Replace\"",
            ]
        },
        { "ingresses", """{"spec":{}}""", ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"] },
        {
            "ingresses",
            """
            {"spec":{"rules":[{"host":"a_b","http":{"paths":[{"path":"x","backend":{"service":{"name":"s"}}},{"path":"x","pathType":"Foo","backend":{"service":{"name":"s"}}},
             {"path":"x","pathType":"Exact","backend":{}}]}}]}}
            """,
            [
                $"spec.rules[0].host: Invalid value: \"a_b\": {Subdomain}",
                "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
                "spec.rules[0].http.paths[1].pathType: Unsupported value: \"Foo\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\"",
                "spec.rules[0].http.paths[1].backend: Required value: port name or number is required",
                "spec.rules[0].http.paths[2].path: Invalid value: \"x\": must be an absolute path",
                "spec.rules[0].http.paths[2].backend: Invalid value: \"\": resource or service backend is required",
            ]
        },
        {
            "networkpolicies",
            """{"spec":{"policyTypes":["x"],"ingress":[{"ports":[{"port":70000}],"from":[{}]}]}}""",
            [
                "spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
                "spec.ingress[0].from[0]: Required value: must specify a peer",
                "spec.policyTypes[0]: Unsupported value: \"x\": supported values: \"Egress\", \"Ingress\"",
            ]
        },
        {
            "roles",
            """{"rules":[{"resources":["pods"]},{"verbs":["get"],"nonResourceURLs":["/x"]}]}""",
            [
                "rules[0].verbs: Required value: verbs must contain at least one value",
                "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
                "rules[1].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs",
            ]
        },
        {
            "rolebindings",
            """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"x","name":""},"subjects":[{"kind":"y","name":"n"}]}""",
            [
                "roleRef.kind: Unsupported value: \"x\": supported values: \"Role\", \"ClusterRole\"",
                "roleRef.name: Required value",
                "subjects[0].kind: Unsupported value: \"y\": supported values: \"ServiceAccount\", \"User\", \"Group\"",
            ]
        },
        {
            "persistentvolumeclaims", """{"spec":{}}""",
            ["spec.accessModes: Required value: at least 1 access mode is required", "spec.resources[storage]: Required value"]
        },
        {
            "persistentvolumes", """{"spec":{}}""",
            [
                "spec.accessModes: Required value", "spec.capacity: Required value",
                "spec.capacity: Unsupported value: null: supported values: \"storage\"", "spec: Required value: must specify a volume type",
            ]
        },
        {
            "horizontalpodautoscalers",
            """{"spec":{"maxReplicas":0,"minReplicas":-1,"scaleTargetRef":{}}}""",
            [
                "spec.minReplicas: Invalid value: -1: must be greater than or equal to 1", "spec.maxReplicas: Invalid value: 0: must be greater than 0",
                "spec.scaleTargetRef.kind: Required value", "spec.scaleTargetRef.name: Required value",
            ]
        },
        {
            "limitranges",
            """{"spec":{"limits":[{"type":"Container","min":{"cpu":"3"},"max":{"cpu":"1"},"default":{"cpu":"2"},"defaultRequest":{"cpu":"2500m"}}]}}""",
            [
                "spec.limits[0].min[cpu]: Invalid value: \"3\": min value 3 is greater than max value 1",
                "spec.limits[0].defaultRequest[cpu]: Invalid value: \"2500m\": min value 3 is greater than default request value 2500m",
                "spec.limits[0].defaultRequest[cpu]: Invalid value: \"2500m\": default request value 2500m is greater than max value 1",
                "spec.limits[0].defaultRequest[cpu]: Invalid value: \"2500m\": default request value 2500m is greater than default limit value 2",
                "spec.limits[0].default[cpu]: Invalid value: \"3\": min value 3 is greater than default value 2",
                "spec.limits[0].default[cpu]: Invalid value: \"1\": default value 2 is greater than max value 1",
            ]
        },
        { "resourcequotas", """{"spec":{"hard":{"pods":"-1"}}}""", ["spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0"] },
        {
            "priorityclasses", """{"value":2000000000}""",
            ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"]
        },
        { "storageclasses", """{"provisioner":""}""", ["provisioner: Required value"] },
        { "leases", """{"spec":{"leaseDurationSeconds":-1}}""", ["spec.leaseDurationSeconds: Invalid value: -1: must be greater than 0"] },
        { "runtimeclasses", "{}", [$"handler: Invalid value: \"\": {Label}"] },
        {
            "nodes",
            """{"spec":{"taints":[{"key":"a","effect":"x"}],"podCIDRs":["a"]}}""",
            [
                "metadata.taints[0].effect: Unsupported value: \"x\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"",
                "spec.podCIDRs[0]: Invalid value: \"a\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
            ]
        },
        {
            "certificatesigningrequests",
            """{"spec":{"request":"YQ==","signerName":"a.b/c","expirationSeconds":5}}""",
            [
                "spec.request: Invalid value: \"YQ==\": PEM block type must be CERTIFICATE REQUEST",
                "spec.usages: Required value",
                "spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)",
            ]
        },
        {
            "validatingwebhookconfigurations",
            """{"webhooks":[{"name":"a","clientConfig":{},"admissionReviewVersions":["v7"]}]}""",
            [
                "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
                "webhooks[0].name: Invalid value: \"a\": should be a domain with at least three segments separated by dots",
                "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Everything_that_is_wrong_is_told_at_once_in_order(string resource, string body, string[] causes)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var wrong = JsonNode.Parse(body)!.AsObject();
        wrong["metadata"] = new JsonObject { ["name"] = "a" };

        var answer = await cluster.PostAsync(SampleObjects.PathOf(resource), wrong.ToJsonString());

        answer.Code.Should().Be(422, "{0}", answer.Text);
        answer.Json["details"]!["causes"]!.AsArray().Select(cause => $"{cause!["field"]}: {cause["message"]}").Should().Equal(causes);
        var all = string.Join(", ", causes);
        answer.Message.Should().EndWith($" \"a\" is invalid: {(causes.Length == 1 ? all : $"[{all}]")}");
    }

    [Fact]
    public async Task The_message_names_kind_and_group_and_the_details_name_the_kind()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var core = await cluster.PostAsync(SampleObjects.PathOf("pods"), """{"metadata":{"name":"a"},"spec":{}}""");
        var apps = await cluster.PostAsync(SampleObjects.PathOf("deployments"), """{"metadata":{"name":"A"},"spec":{}}""");

        core.Text.TrimEnd().Should().Be(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Pod \"a\" is invalid: spec.containers: Required value","reason":"Invalid","details":{"name":"a","kind":"Pod","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.containers"}]},"code":422}""");
        apps.Message.Should().StartWith($"Deployment.apps \"A\" is invalid: [metadata.name: Invalid value: \"A\": {Subdomain}, spec.selector: Required value, ");
        apps.Json["details"]!["group"]!.GetValue<string>().Should().Be("apps");
        apps.Json["details"]!["kind"]!.GetValue<string>().Should().Be("Deployment");
    }

    [Fact]
    public async Task Each_cause_says_what_sort_it_is()
    {
        await using var cluster = await ApiCluster.StartAsync();

        var answer = await cluster.PostAsync(
            SampleObjects.PathOf("pods"),
            """
            {"metadata":{"name":"A","annotations":{"k":"LONG"}},"spec":{"volumes":[{"name":"v"},{"name":"v","emptyDir":{},"secret":{"secretName":"s"}}],
             "containers":[{"name":"c","imagePullPolicy":"x","volumeMounts":[{"name":"w","mountPath":"/m"}]}]}}
            """.Replace("LONG", new string('x', 256 * 1024), StringComparison.Ordinal));

        answer.Json["details"]!["causes"]!.AsArray().Select(cause => cause!["reason"]!.GetValue<string>()).Should().Equal(
            "FieldValueInvalid", "FieldValueTooLong", "FieldValueDuplicate", "FieldValueForbidden", "FieldValueRequired", "FieldValueNotFound", "FieldValueNotSupported");
    }
}
