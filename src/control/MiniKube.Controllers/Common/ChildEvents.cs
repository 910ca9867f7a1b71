using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Api.Selectors;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Client.Serialization;
using k8s;
using k8s.Models;

namespace MiniKube.Controllers.Common;

/// <summary>Brings an owner's key into the queue when a child of it, or one it might adopt, changes.</summary>
internal sealed class ChildEvents<TOwner, TChild>(
    IInformer<TOwner> owners, WorkQueue<NamespacedName> queue, Func<TOwner, V1LabelSelector?> selectorOf)
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where TChild : class, IKubernetesObject<V1ObjectMeta>
{
    public void Attach(IInformer<TChild> children) => children.AddHandler(
        Added,
        (before, after) =>
        {
            if (before.ControllerReference?.Uid != after.ControllerReference?.Uid)
            {
                EnqueueOwner(before);
            }

            Added(after);
        },
        EnqueueOwner);

    private void Added(TChild child)
    {
        if (child.ControllerReference is not null)
        {
            EnqueueOwner(child);
            return;
        }

        foreach (var owner in owners.ByIndex(ObjectIndexes.Namespace, child.Metadata.NamespaceProperty ?? ""))
        {
            if (LabelSelector.From(selectorOf(owner)).Matches(child.Metadata.Labels))
            {
                queue.Add(owner.Key);
            }
        }
    }

    private void EnqueueOwner(TChild child)
    {
        if (child.ControllerReference is { } reference && reference.Kind == ModelType<TOwner>.Kind.Kind &&
            GroupVersion.TryParse(reference.ApiVersion, out var version) && version.Group == ModelType<TOwner>.Kind.Group)
        {
            queue.Add(new NamespacedName(child.Metadata.NamespaceProperty ?? "", reference.Name));
        }
    }
}
