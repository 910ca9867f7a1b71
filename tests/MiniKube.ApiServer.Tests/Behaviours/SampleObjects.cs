using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Behaviours;

/// <summary>Where the objects of a kind are, and a small valid one without its name: for tables that go through many kinds.</summary>
internal static class SampleObjects
{
    public const string Template = """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    private const string Core = "/api/v1/namespaces/default";
    private const string Storage = "/apis/storage.k8s.io/v1";
    private const string Admission = "/apis/admissionregistration.k8s.io/v1";
    private const string Flow = "/apis/flowcontrol.apiserver.k8s.io/v1";

    private static readonly Dictionary<string, (string Path, string Body)> Objects = new()
    {
        ["configmaps"] = ($"{Core}/configmaps", "{}"),
        ["endpoints"] = ($"{Core}/endpoints", "{}"),
        ["events"] = ($"{Core}/events", """{"involvedObject":{"namespace":"default"}}"""),
        ["limitranges"] = ($"{Core}/limitranges", "{}"),
        ["namespaces"] = ("/api/v1/namespaces", "{}"),
        ["nodes"] = ("/api/v1/nodes", "{}"),
        ["persistentvolumes"] = ("/api/v1/persistentvolumes", """{"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1"},"hostPath":{"path":"/x"}}}"""),
        ["persistentvolumeclaims"] =
            ($"{Core}/persistentvolumeclaims", """{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1"}}}}"""),
        ["pods"] = ($"{Core}/pods", """{"spec":{"containers":[{"name":"c","image":"i"}]}}"""),
        ["podtemplates"] = ($"{Core}/podtemplates", $$"""{"template":{{Template}}}"""),
        ["replicationcontrollers"] = ($"{Core}/replicationcontrollers", $$$"""{"spec":{"selector":{"a":"b"},"template":{{{Template}}}}}"""),
        ["resourcequotas"] = ($"{Core}/resourcequotas", "{}"),
        ["secrets"] = ($"{Core}/secrets", "{}"),
        ["serviceaccounts"] = ($"{Core}/serviceaccounts", "{}"),
        ["services"] = ($"{Core}/services", """{"spec":{"ports":[{"port":1}]}}"""),
        ["deployments"] = Workload("deployments"),
        ["replicasets"] = Workload("replicasets"),
        ["daemonsets"] = Workload("daemonsets"),
        ["statefulsets"] = Workload("statefulsets"),
        ["controllerrevisions"] = ("/apis/apps/v1/namespaces/default/controllerrevisions", """{"revision":1}"""),
        ["jobs"] = ("/apis/batch/v1/namespaces/default/jobs", Job),
        ["cronjobs"] = ("/apis/batch/v1/namespaces/default/cronjobs", $$$"""{"spec":{"schedule":"* * * * *","jobTemplate":{{{Job}}}}}"""),
        ["horizontalpodautoscalers"] = (
            "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """{"spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"}}}"""),
        ["poddisruptionbudgets"] = ("/apis/policy/v1/namespaces/default/poddisruptionbudgets", "{}"),
        ["leases"] = ("/apis/coordination.k8s.io/v1/namespaces/default/leases", "{}"),
        ["runtimeclasses"] = ("/apis/node.k8s.io/v1/runtimeclasses", """{"handler":"x"}"""),
        ["priorityclasses"] = ("/apis/scheduling.k8s.io/v1/priorityclasses", """{"value":1}"""),
        ["storageclasses"] = ($"{Storage}/storageclasses", """{"provisioner":"a"}"""),
        ["csidrivers"] = ($"{Storage}/csidrivers", """{"spec":{}}"""),
        ["csinodes"] = ($"{Storage}/csinodes", """{"spec":{"drivers":null}}"""),
        ["csistoragecapacities"] = ($"{Storage}/namespaces/default/csistoragecapacities", """{"storageClassName":"a"}"""),
        ["volumeattachments"] = ($"{Storage}/volumeattachments", """{"spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"x"}}}"""),
        ["roles"] = ("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", "{}"),
        ["rolebindings"] = ("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", RoleReference),
        ["clusterroles"] = ("/apis/rbac.authorization.k8s.io/v1/clusterroles", "{}"),
        ["clusterrolebindings"] = ("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", RoleReference),
        ["ingresses"] = (
            "/apis/networking.k8s.io/v1/namespaces/default/ingresses", """{"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":1}}}}}"""),
        ["ingressclasses"] = ("/apis/networking.k8s.io/v1/ingressclasses", """{"spec":{"controller":"a.b/c"}}"""),
        ["networkpolicies"] = ("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", """{"spec":{"podSelector":{}}}"""),
        ["endpointslices"] = ("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", """{"addressType":"IPv4","endpoints":[]}"""),
        ["flowschemas"] = ($"{Flow}/flowschemas", """{"spec":{"priorityLevelConfiguration":{"name":"catch-all"}}}"""),
        ["validatingwebhookconfigurations"] = ($"{Admission}/validatingwebhookconfigurations", "{}"),
        ["mutatingwebhookconfigurations"] = ($"{Admission}/mutatingwebhookconfigurations", "{}"),
        ["certificatesigningrequests"] = (
            "/apis/certificates.k8s.io/v1/certificatesigningrequests", $$$$"""{"spec":{"request":"{{{{CertificateRequest()}}}}","signerName":"a.b/c","usages":["any"]}}"""),
    };

    private static string Job => """{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""";

    private static string RoleReference => """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}""";

    /// <summary>A certificate request, as a CertificateSigningRequest carries it.</summary>
    public static string CertificateRequest()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(request));
    }

    public static string PathOf(string resource) => Objects[resource].Path;

    public static JsonObject Of(string resource, string name)
    {
        var body = JsonNode.Parse(Objects[resource].Body)!.AsObject();
        body["metadata"] = new JsonObject { ["name"] = name };
        return body;
    }

    private static (string Path, string Body) Workload(string resource) => (
        $"/apis/apps/v1/namespaces/default/{resource}",
        $$$"""{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{{{Template}}}}}""");
}
