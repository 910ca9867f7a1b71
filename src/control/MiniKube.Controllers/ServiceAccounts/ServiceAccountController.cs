using MiniKube.Api.Models;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;
using k8s.Models;

namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Wires the controller that gives every namespace its service account <c>default</c>.</summary>
internal static class ServiceAccountController
{
    public static IController Create(ControllerContext context)
    {
        var queue = new WorkQueue<string>(context.Time);
        var namespaces = context.Informers.For<V1Namespace>();
        var accounts = context.Informers.For<V1ServiceAccount>();
        namespaces.AddHandler(added => queue.Add(added.Metadata.Name), (_, updated) => queue.Add(updated.Metadata.Name), null);
        accounts.AddHandler(null, null, deleted => queue.Add(deleted.Key.Namespace));
        var reconciler = new RequiredObjectReconciler<V1ServiceAccount>(context.ApiFor("service-account-controller"), namespaces, accounts, NewDefault, (_, _) => null);
        return new ControllerLoop<string>("serviceaccount", context, queue, reconciler, namespaces, accounts);
    }

    private static V1ServiceAccount NewDefault(string @namespace) =>
        new() { Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = @namespace } };
}
