using MiniKube.Api.Models;
using MiniKube.Client.Informers;
using k8s;
using k8s.Models;

namespace MiniKube.Controllers.Common;

/// <summary>The indexes that several controllers ask for.</summary>
internal static class ObjectIndexes
{
    /// <summary>By the uid of the managing owner; those that nobody manages by <see cref="OrphanIn"/>.</summary>
    public const string Controller = "controller";

    public const string Namespace = "namespace";

    public static string OrphanIn(string @namespace) => $"orphan/{@namespace}";

    public static IInformer<T> WithControllerIndex<T>(this IInformer<T> informer)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        informer.AddIndex(Controller, item => [item.ControllerReference?.Uid ?? OrphanIn(item.Metadata.NamespaceProperty ?? "")]);
        return informer;
    }

    public static IInformer<T> WithNamespaceIndex<T>(this IInformer<T> informer)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        informer.AddIndex(Namespace, item => [item.Metadata.NamespaceProperty ?? ""]);
        return informer;
    }

    /// <summary>Those the owner manages and those that nobody manages.</summary>
    public static IEnumerable<T> ManagedByOrOrphaned<T>(this IInformer<T> informer, IKubernetesObject<V1ObjectMeta> owner)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        informer.ByIndex(Controller, owner.Metadata.Uid).Concat(informer.ByIndex(Controller, OrphanIn(owner.Metadata.NamespaceProperty ?? "")));
}
