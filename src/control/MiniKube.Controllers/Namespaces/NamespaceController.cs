using MiniKube.Api.Models;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.Namespaces;

/// <summary>Wires the controller that empties namespaces on their way out.</summary>
internal static class NamespaceController
{
    // What holds a namespace up (a pod shutting down, a finalizer of somebody's) is mostly settled in seconds.
    private static readonly Backoff RetryBackoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));

    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time, RetryBackoff);
        var namespaces = context.Informers.For<V1Namespace>();
        var pods = context.Informers.For<V1Pod>();
        namespaces.AddHandler(Enqueue, (_, updated) => Enqueue(updated), null);
        pods.AddHandler(null, null, pod =>
        {
            if (namespaces.Get(new("", pod.Key.Namespace)) is { IsBeingDeleted: true })
            {
                queue.Add(pod.Key.Namespace);
            }
        });
        var reconciler = new NamespaceReconciler(context.ApiFor("namespace-controller"), namespaces, new NamespaceContent(context.ApiFor("namespace-controller")), context.Time);
        return new ControllerLoop<string>("namespace", context, queue, reconciler, namespaces);

        void Enqueue(V1Namespace changed)
        {
            if (changed.IsBeingDeleted)
            {
                queue.Add(changed.Metadata.Name);
            }
        }
    }
}
