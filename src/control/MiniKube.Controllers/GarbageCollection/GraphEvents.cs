using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>Keeps the graph true to the caches, and brings into the queue whatever a change may concern.</summary>
internal sealed class GraphEvents(OwnershipGraph graph, WorkQueue<string> queue, Action<DiscoveredResource> changed)
{
    public void Attach(DiscoveredResource resource, IInformer<PartialObjectMetadata> informer) => informer.AddHandler(
        item => Changed(OwnedObject.From(resource, item)),
        (_, item) => Changed(OwnedObject.From(resource, item)),
        item => Deleted(OwnedObject.From(resource, item)));

    /// <summary>Takes out what a collection held that is no longer served.</summary>
    public void Forget(IInformer<PartialObjectMetadata> informer)
    {
        foreach (var item in informer.List())
        {
            graph.Remove(item.Metadata.Uid);
        }
    }

    private void Changed(OwnedObject item)
    {
        changed(item.Resource);
        var before = graph.Put(item);
        if (item.Owners.Length > 0 || item.DeletesDependents || item.OrphansDependents)
        {
            queue.Add(item.Uid);
        }

        if (item.DeletesDependents && before?.DeletesDependents != true)
        {
            EnqueueDependents(item.Uid);
        }

        // An owner may have waited for the reference that is gone now, or for its block.
        EnqueueWaitingOwners(before ?? item);
    }

    private void Deleted(OwnedObject item)
    {
        changed(item.Resource);
        Gone(item);
        if (item.Resource.Resource == GarbageCollector.Definitions)
        {
            TakeObjectsOf(item.Name.Name);
        }
    }

    /// <summary>
    /// A definition goes only when none of its objects is left. Their own events may never come: the watch that would bring them ends with the definition.
    /// </summary>
    private void TakeObjectsOf(string definition)
    {
        var dot = definition.IndexOf('.', StringComparison.Ordinal);
        foreach (var left in dot < 0 ? [] : graph.OfResource(new GroupResource(definition[(dot + 1)..], definition[..dot])))
        {
            Gone(left);
        }
    }

    private void Gone(OwnedObject item)
    {
        graph.RemoveForGood(item.Uid);
        EnqueueDependents(item.Uid);
        EnqueueWaitingOwners(item);
    }

    private void EnqueueDependents(string uid)
    {
        foreach (var dependent in graph.DependentsOf(uid))
        {
            queue.Add(dependent.Uid);
        }
    }

    private void EnqueueWaitingOwners(OwnedObject item)
    {
        foreach (var owner in item.Owners)
        {
            if (graph.Find(owner.Uid) is { } known && (known.DeletesDependents || known.OrphansDependents))
            {
                queue.Add(owner.Uid);
            }
        }
    }
}
