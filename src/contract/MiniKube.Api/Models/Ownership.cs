using k8s;
using k8s.Models;
using MiniKube.Api.Names;

namespace MiniKube.Api.Models;

/// <summary>Names, owners and finalizers: what all objects have.</summary>
public static class Ownership
{
    extension(IKubernetesObject<V1ObjectMeta> item)
    {
        public NamespacedName Key => new(item.Metadata.NamespaceProperty ?? "", item.Metadata.Name);

        public bool IsBeingDeleted => item.Metadata?.DeletionTimestamp is not null;

        /// <summary>The owner that manages the object; null when nobody does.</summary>
        public V1OwnerReference? ControllerReference =>
            item.Metadata?.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true);

        public bool IsControlledBy(IKubernetesObject<V1ObjectMeta> owner) =>
            item.ControllerReference is { } reference && reference.Uid == owner.Metadata.Uid;

        public bool HasFinalizer(string finalizer) => item.Metadata?.Finalizers?.Contains(finalizer) == true;

        /// <summary>A reference to the object as the manager of another: blocks its own deletion until the other is gone.</summary>
        public V1OwnerReference ToControllerReference(GroupVersionKind kind) => new()
        {
            ApiVersion = kind.GroupVersion.ToString(),
            Kind = kind.Kind,
            Name = item.Metadata.Name,
            Uid = item.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };
    }
}
