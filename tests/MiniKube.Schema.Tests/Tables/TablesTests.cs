using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Tables;

namespace MiniKube.Schema.Tests.Tables;

public sealed class TablesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        "apps/Deployment",
        """{"spec":{"replicas":3,"selector":{"matchLabels":{"b":"2","a":"1"},"matchExpressions":[{"key":"c","operator":"In","values":["y","x"]},{"key":"d","operator":"DoesNotExist"}]},"template":{"spec":{"containers":[{"name":"n1","image":"i1"},{"name":"n2","image":"i2"}]}}},"status":{"readyReplicas":2,"updatedReplicas":3,"availableReplicas":1}}""",
        "NAME READY UP-TO-DATE AVAILABLE AGE (CONTAINERS) (IMAGES) (SELECTOR)",
        "x|2/3|3|1|5m12s|n1,n2|i1,i2|a=1,b=2,c in (x,y),!d")]
    [InlineData(
        "apps/ReplicaSet",
        """{"spec":{"replicas":2,"selector":{"matchLabels":{"a":"1"}},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},"status":{"replicas":2,"readyReplicas":1}}""",
        "NAME DESIRED CURRENT READY AGE (CONTAINERS) (IMAGES) (SELECTOR)",
        "x|2|2|1|5m12s|c|i|a=1")]
    [InlineData("apps/StatefulSet", """{"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},"status":{"readyReplicas":1}}""", "NAME READY AGE (CONTAINERS) (IMAGES)", "x|1/2|5m12s|c|i")]
    [InlineData(
        "apps/DaemonSet",
        """{"spec":{"selector":{"matchLabels":{"a":"1"}},"template":{"spec":{"nodeSelector":{"disk":"ssd"},"containers":[{"name":"c","image":"i"}]}}},"status":{"desiredNumberScheduled":5,"currentNumberScheduled":4,"numberReady":3,"updatedNumberScheduled":2,"numberAvailable":1}}""",
        "NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE (CONTAINERS) (IMAGES) (SELECTOR)",
        "x|5|4|3|2|1|disk=ssd|5m12s|c|i|a=1")]
    [InlineData("apps/ControllerRevision", """{"metadata":{"name":"x","ownerReferences":[{"controller":true,"apiVersion":"apps/v1","kind":"StatefulSet","name":"web"}]},"revision":4}""", "NAME CONTROLLER REVISION AGE", "x|statefulset.apps/web|4|<unknown>")]
    [InlineData("/ReplicationController", """{"spec":{"replicas":1,"selector":{"a":"1"},"template":{"spec":{"containers":[]}}},"status":{"replicas":1}}""", "NAME DESIRED CURRENT READY AGE (CONTAINERS) (IMAGES) (SELECTOR)", "x|1|1|0|5m12s|||a=1")]
    [InlineData(
        "batch/Job",
        """{"spec":{"completions":3,"selector":{"matchLabels":{"u":"1"}},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}},"status":{"succeeded":3,"startTime":"2026-01-01T11:00:00Z","completionTime":"2026-01-01T11:00:42Z","conditions":[{"type":"Complete","status":"True"}]}}""",
        "NAME STATUS COMPLETIONS DURATION AGE (CONTAINERS) (IMAGES) (SELECTOR)",
        "x|Complete|3/3|42s|5m12s|c|i|u=1")]
    [InlineData("batch/Job", """{"spec":{"parallelism":4,"template":{"spec":{}}},"status":{"startTime":"2026-01-01T11:50:00Z"}}""", "NAME STATUS COMPLETIONS DURATION AGE (CONTAINERS) (IMAGES) (SELECTOR)", "x|Running|0/1 of 4|10m|5m12s|||<none>")]
    [InlineData(
        "batch/CronJob",
        """{"spec":{"schedule":"*/5 * * * *","suspend":false,"jobTemplate":{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}},"status":{"active":[{}],"lastScheduleTime":"2026-01-01T11:58:30Z"}}""",
        "NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE (CONTAINERS) (IMAGES) (SELECTOR)",
        "x|*/5 * * * *|<none>|False|1|90s|5m12s|c|i|<none>")]
    [InlineData("/Service", """{"spec":{"type":"ClusterIP","clusterIP":"10.96.0.1","ports":[{"port":80,"protocol":"TCP"},{"port":53,"nodePort":30053,"protocol":"UDP"}],"selector":{"app":"x"}}}""", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE (SELECTOR)", "x|ClusterIP|10.96.0.1|<none>|80/TCP,53:30053/UDP|5m12s|app=x")]
    [InlineData("/Service", """{"spec":{"type":"LoadBalancer","clusterIP":"10.96.0.1"}}""", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE (SELECTOR)", "x|LoadBalancer|10.96.0.1|<pending>|<none>|5m12s|<none>")]
    [InlineData("/Service", """{"spec":{"type":"LoadBalancer","clusterIP":"10.96.0.1","externalIPs":["9.9.9.9"]},"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"},{"hostname":"h"}]}}}""", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE (SELECTOR)", "x|LoadBalancer|10.96.0.1|1.2.3.4,h,9.9.9.9|<none>|5m12s|<none>")]
    [InlineData("/Service", """{"spec":{"type":"ExternalName","externalName":"e.example.com"}}""", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE (SELECTOR)", "x|ExternalName|<none>|e.example.com|<none>|5m12s|<none>")]
    [InlineData("/Endpoints", """{"subsets":[{"addresses":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}],"ports":[{"port":80},{"port":443}]}]}""", "NAME ENDPOINTS AGE", "x|10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 1 more...|5m12s")]
    [InlineData("/Endpoints", "{}", "NAME ENDPOINTS AGE", "x|<none>|5m12s")]
    [InlineData("discovery.k8s.io/EndpointSlice", """{"addressType":"IPv4","ports":[{"name":"a","port":80}],"endpoints":[{"addresses":["10.0.0.1"]},{"addresses":["10.0.0.2"]}]}""", "NAME ADDRESSTYPE PORTS ENDPOINTS AGE", "x|IPv4|80|10.0.0.1,10.0.0.2|5m12s")]
    [InlineData(
        "/Node",
        """{"metadata":{"name":"x","creationTimestamp":"2025-12-31T12:00:00Z","labels":{"node-role.kubernetes.io/worker":"","node-role.kubernetes.io/control-plane":""}},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.1.1.1"}],"nodeInfo":{"kubeletVersion":"v1.34.0","osImage":"Debian","kernelVersion":"6.1","containerRuntimeVersion":"containerd://2.1"}}}""",
        "NAME STATUS ROLES AGE VERSION (INTERNAL-IP) (EXTERNAL-IP) (OS-IMAGE) (KERNEL-VERSION) (CONTAINER-RUNTIME)",
        "x|Ready,SchedulingDisabled|control-plane,worker|24h|v1.34.0|10.1.1.1|<none>|Debian|6.1|containerd://2.1")]
    [InlineData("/Node", """{"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}""", "NAME STATUS ROLES AGE VERSION (INTERNAL-IP) (EXTERNAL-IP) (OS-IMAGE) (KERNEL-VERSION) (CONTAINER-RUNTIME)", "x|NotReady|<none>|5m12s||<none>|<none>|<unknown>|<unknown>|<unknown>")]
    [InlineData(
        "/Event",
        """{"lastTimestamp":"2026-01-01T11:59:00Z","firstTimestamp":"2026-01-01T11:00:00Z","count":7,"type":"Warning","reason":"BackOff","message":" text ","involvedObject":{"kind":"Pod","name":"p","fieldPath":"spec.containers{c}"},"source":{"component":"kubelet","host":"n1"}}""",
        "LAST SEEN TYPE REASON OBJECT (SUBOBJECT) (SOURCE) MESSAGE (FIRST SEEN) (COUNT) (NAME)",
        "60s|Warning|BackOff|pod/p|spec.containers{c}|kubelet, n1|text|60m|7|x")]
    [InlineData(
        "events.k8s.io/Event",
        """{"eventTime":"2026-01-01T11:00:00.000000Z","type":"Normal","reason":"Scheduled","note":"text","regarding":{"kind":"Pod","name":"p"},"reportingController":"scheduler","series":{"count":3,"lastObservedTime":"2026-01-01T11:59:30.000000Z"}}""",
        "LAST SEEN TYPE REASON OBJECT (SUBOBJECT) (SOURCE) MESSAGE (FIRST SEEN) (COUNT) (NAME)",
        "30s|Normal|Scheduled|pod/p||scheduler|text|60m|3|x")]
    [InlineData("/Namespace", """{"status":{"phase":"Active"}}""", "NAME STATUS AGE", "x|Active|5m12s")]
    [InlineData("/ConfigMap", """{"data":{"a":"1"},"binaryData":{"b":""}}""", "NAME DATA AGE", "x|2|5m12s")]
    [InlineData("/Secret", """{"type":"Opaque","data":{"a":"1"}}""", "NAME TYPE DATA AGE", "x|Opaque|1|5m12s")]
    [InlineData("/ServiceAccount", "{}", "NAME SECRETS AGE", "x|0|5m12s")]
    [InlineData("/ResourceQuota", """{"status":{"hard":{"pods":"5","limits.cpu":"2","requests.cpu":"1"},"used":{"pods":"1","limits.cpu":"500m"}}}""", "NAME REQUEST LIMIT AGE", "x|pods: 1/5, requests.cpu: 0/1|limits.cpu: 500m/2|5m12s")]
    [InlineData("/LimitRange", "{}", "NAME CREATED AT", "x|2026-01-01T11:54:48Z")]
    [InlineData(
        "/PersistentVolume",
        """{"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteMany","ReadWriteOnce"],"persistentVolumeReclaimPolicy":"Retain","claimRef":{"namespace":"d","name":"c"},"storageClassName":"fast","volumeMode":"Block"},"status":{"phase":"Bound"}}""",
        "NAME CAPACITY ACCESS MODES RECLAIM POLICY STATUS CLAIM STORAGECLASS VOLUMEATTRIBUTESCLASS REASON AGE (VOLUMEMODE)",
        "x|1Gi|RWO,RWX|Retain|Bound|d/c|fast|<unset>||5m12s|Block")]
    [InlineData("/PersistentVolumeClaim", """{"spec":{"storageClassName":"fast"},"status":{"phase":"Pending"}}""", "NAME STATUS VOLUME CAPACITY ACCESS MODES STORAGECLASS VOLUMEATTRIBUTESCLASS AGE (VOLUMEMODE)", "x|Pending||||fast|<unset>|5m12s|<unset>")]
    [InlineData("storage.k8s.io/StorageClass", """{"metadata":{"name":"x","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p"}""", "NAME PROVISIONER RECLAIMPOLICY VOLUMEBINDINGMODE ALLOWVOLUMEEXPANSION AGE", "x (default)|p|Delete|Immediate|false|<unknown>")]
    [InlineData("storage.k8s.io/VolumeAttachment", """{"spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"pv"}},"status":{"attached":true}}""", "NAME ATTACHER PV NODE ATTACHED AGE", "x|a|pv|n|true|5m12s")]
    [InlineData("storage.k8s.io/CSIDriver", """{"spec":{"podInfoOnMount":true,"volumeLifecycleModes":["Persistent"]}}""", "NAME ATTACHREQUIRED PODINFOONMOUNT STORAGECAPACITY TOKENREQUESTS REQUIRESREPUBLISH MODES AGE", "x|true|true|false|<unset>|false|Persistent|5m12s")]
    [InlineData("storage.k8s.io/CSINode", """{"spec":{"drivers":[{}]}}""", "NAME DRIVERS AGE", "x|1|5m12s")]
    [InlineData("networking.k8s.io/Ingress", """{"spec":{"ingressClassName":"n","tls":[{}],"rules":[{"host":"a"},{"host":"b"},{"host":"c"},{"host":"d"}]},"status":{"loadBalancer":{"ingress":[{"ip":"1.1.1.1"}]}}}""", "NAME CLASS HOSTS ADDRESS PORTS AGE", "x|n|a,b,c + 1 more...|1.1.1.1|80, 443|5m12s")]
    [InlineData("networking.k8s.io/IngressClass", """{"spec":{"controller":"c","parameters":{"apiGroup":"g","kind":"K","name":"n"}}}""", "NAME CONTROLLER PARAMETERS AGE", "x|c|K.g/n|5m12s")]
    [InlineData("networking.k8s.io/NetworkPolicy", """{"spec":{"podSelector":{}}}""", "NAME POD-SELECTOR AGE", "x|<none>|5m12s")]
    [InlineData("policy/PodDisruptionBudget", """{"spec":{"maxUnavailable":"20%"},"status":{"disruptionsAllowed":2}}""", "NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE", "x|N/A|20%|2|5m12s")]
    [InlineData("scheduling.k8s.io/PriorityClass", """{"value":1000,"preemptionPolicy":"Never"}""", "NAME VALUE GLOBAL-DEFAULT AGE PREEMPTIONPOLICY", "x|1000|false|5m12s|Never")]
    [InlineData("node.k8s.io/RuntimeClass", """{"handler":"crun"}""", "NAME HANDLER AGE", "x|crun|5m12s")]
    [InlineData("coordination.k8s.io/Lease", """{"spec":{"holderIdentity":"h"}}""", "NAME HOLDER AGE", "x|h|5m12s")]
    [InlineData("rbac.authorization.k8s.io/Role", "{}", "NAME CREATED AT", "x|2026-01-01T11:54:48Z")]
    [InlineData("rbac.authorization.k8s.io/RoleBinding", """{"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u1"},{"kind":"User","name":"u2"},{"kind":"ServiceAccount","namespace":"n","name":"s"}]}""", "NAME ROLE AGE (USERS) (GROUPS) (SERVICEACCOUNTS)", "x|Role/r|5m12s|u1, u2||n/s")]
    [InlineData("certificates.k8s.io/CertificateSigningRequest", """{"spec":{"signerName":"s","username":"u","expirationSeconds":86400},"status":{"certificate":"eA==","conditions":[{"type":"Approved"}]}}""", "NAME AGE SIGNERNAME REQUESTOR REQUESTEDDURATION CONDITION", "x|5m12s|s|u|24h|Approved,Issued")]
    [InlineData("autoscaling/HorizontalPodAutoscaler", """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":5,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"averageUtilization":80}}},{"type":"Pods","pods":{"target":{"averageValue":"10"}}},{"type":"Pods","pods":{"target":{"averageValue":"20"}}}]},"status":{"currentReplicas":2,"currentMetrics":[{"type":"Resource","resource":{"current":{"averageUtilization":12}}}]}}""", "NAME REFERENCE TARGETS MINPODS MAXPODS REPLICAS AGE", "x|Deployment/d|cpu: 12%/80%, <unknown>/10 + 1 more...|1|5|2|5m12s")]
    [InlineData("autoscaling/Scale", """{"spec":{"replicas":3},"status":{"replicas":2}}""", "NAME DESIRED AVAILABLE AGE", "x|3|2|5m12s")]
    [InlineData("admissionregistration.k8s.io/ValidatingWebhookConfiguration", """{"webhooks":[{},{}]}""", "NAME WEBHOOKS AGE", "x|2|5m12s")]
    [InlineData("flowcontrol.apiserver.k8s.io/FlowSchema", """{"spec":{"priorityLevelConfiguration":{"name":"p"},"matchingPrecedence":100,"distinguisherMethod":{"type":"ByUser"}},"status":{"conditions":[{"type":"Dangling","status":"False"}]}}""", "NAME PRIORITYLEVEL MATCHINGPRECEDENCE DISTINGUISHERMETHOD AGE MISSINGPL", "x|p|100|ByUser|5m12s|False")]
    [InlineData("flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration", """{"spec":{"type":"Exempt","exempt":{"nominalConcurrencyShares":0}}}""", "NAME TYPE NOMINALCONCURRENCYSHARES QUEUES HANDSIZE QUEUELENGTHLIMIT AGE", "x|Exempt|0|<none>|<none>|<none>|5m12s")]
    [InlineData("apiregistration.k8s.io/APIService", """{"status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints"}]},"spec":{"service":{"namespace":"n","name":"s"}}}""", "NAME SERVICE AVAILABLE AGE", "x|n/s|False (MissingEndpoints)|5m12s")]
    [InlineData("apiextensions.k8s.io/CustomResourceDefinition", "{}", "NAME CREATED AT", "x|2026-01-01T11:54:48Z")]
    [InlineData("resource.k8s.io/ResourceClaim", """{"status":{"allocation":{},"reservedFor":[{}]}}""", "NAME STATE AGE", "x|allocated,reserved|5m12s")]
    public void A_kind_is_printed_as_kubectl_users_know_it(string kind, string json, string header, string row)
    {
        var slash = kind.IndexOf('/', StringComparison.Ordinal);
        var table = MiniKube.Schema.Tables.Tables.For(new GroupVersionKind(kind[..slash], "v1", kind[(slash + 1)..]));

        var cells = table.Cells(Object(json), Now);

        Header(table).Should().Be(header);
        string.Join('|', cells).Should().Be(row);
    }

    [Fact]
    public void Every_resource_has_as_many_cells_as_columns_even_when_it_says_nothing()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources)
        {
            var table = MiniKube.Schema.Tables.Tables.For(resource);

            table.Cells([], Now).Should().HaveCount(table.Columns.Length, resource.ToString());
            table.Columns.Should().OnlyContain(column => column.Description.Length > 0);
        }
    }

    internal static JsonObject Object(string json)
    {
        var tree = JsonNode.Parse(json)!.AsObject();
        tree.TryAdd("metadata", new JsonObject { ["name"] = "x", ["creationTimestamp"] = "2026-01-01T11:54:48Z" });
        return tree;
    }

    private static string Header(TableDefinition table) => string.Join(' ', table.Columns.Select(column =>
        column.Priority == 0 ? column.Name.ToUpperInvariant() : $"({column.Name.ToUpperInvariant()})"));
}
