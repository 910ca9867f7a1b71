using MiniKube.Api.Models;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Wires the controller that puts the cluster's certificate authority into every namespace, where pods find it.</summary>
internal static class RootCertificateController
{
    private const string Name = "kube-root-ca.crt";
    private const string Key = "ca.crt";
    private const string DescriptionAnnotation = "kubernetes.io/description";
    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP " +
        "or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    public static IController Create(ControllerContext context, string pem)
    {
        var queue = new WorkQueue<string>(context.Time);
        var namespaces = context.Informers.For<V1Namespace>();
        var maps = context.Informers.For<V1ConfigMap>(new InformerScope { FieldSelector = $"metadata.name={Name}" });
        namespaces.AddHandler(added => queue.Add(added.Metadata.Name), (_, updated) => queue.Add(updated.Metadata.Name), null);
        maps.AddHandler(null, (_, updated) => queue.Add(updated.Key.Namespace), deleted => queue.Add(deleted.Key.Namespace));
        var reconciler = new RequiredObjectReconciler<V1ConfigMap>(
            context.ApiFor("root-ca-cert-publisher"), namespaces, maps, @namespace => NewMap(@namespace, pem), (current, desired) => Corrected(current, desired, pem));
        return new ControllerLoop<string>("root-ca-certificate-publisher", context, queue, reconciler, namespaces, maps);
    }

    private static V1ConfigMap NewMap(string @namespace, string pem) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = Name,
            NamespaceProperty = @namespace,
            Annotations = new Dictionary<string, string> { [DescriptionAnnotation] = Description },
        },
        Data = new Dictionary<string, string> { [Key] = pem },
    };

    private static V1ConfigMap? Corrected(V1ConfigMap current, V1ConfigMap desired, string pem) =>
        current.Data is { Count: 1 } data && data.TryGetValue(Key, out var known) && known == pem ? null : current with { Data = desired.Data };
}
