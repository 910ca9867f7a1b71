using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.ServiceAccounts.LegacyTokens;

/// <summary>Wires the controller that cleans up tokens in Secrets that nobody uses. Keyed by Secret: without such Secrets nothing waits.</summary>
internal static class LegacyTokenController
{
    private const string Account = "legacy-service-account-token-cleaner";

    public static IController Create(ControllerContext context, TimeSpan period)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var accounts = context.Informers.For<V1ServiceAccount>();
        var pods = context.Informers.For<V1Pod>();
        var secrets = context.Informers.For<V1Secret>(new InformerScope { FieldSelector = "type=kubernetes.io/service-account-token" });
        pods.AddIndex(LegacyTokenReconciler.BySecret, SecretsOfPods.Of);
        secrets.AddHandler(added => queue.Add(added.Key), (_, updated) => queue.Add(updated.Key), null);
        accounts.AddHandler(Look, (_, updated) => Look(updated), null);
        var reconciler = new LegacyTokenReconciler(context.ApiFor(Account), secrets, accounts, pods, context.Time, period);
        return new ControllerLoop<NamespacedName>(Account, context, queue, reconciler, secrets, accounts, pods);

        // Those that the account names are the ones that were made for it.
        void Look(V1ServiceAccount account)
        {
            foreach (var reference in account.Secrets ?? [])
            {
                queue.Add(new NamespacedName(account.Key.Namespace, reference.Name));
            }
        }
    }
}
