using k8s.Models;
using MiniKube.Api.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.ServiceAccounts;

/// <summary>Wires the controller of Secrets of the type <c>kubernetes.io/service-account-token</c>.</summary>
internal static class TokenSecretController
{
    private const string ByAccount = "account";

    public static IController Create(ControllerContext context, ISecretTokens tokens, string? authorityPem)
    {
        var queue = new WorkQueue<NamespacedName>(context.Time);
        var accounts = context.Informers.For<V1ServiceAccount>();
        var secrets = context.Informers.For<V1Secret>(new InformerScope { FieldSelector = "type=kubernetes.io/service-account-token" });
        secrets.AddIndex(ByAccount, secret => [$"{secret.Key.Namespace}/{secret.GetAnnotation(TokenSecretReconciler.AccountName)}"]);
        secrets.AddHandler(added => queue.Add(added.Key), (_, updated) => queue.Add(updated.Key), null);
        accounts.AddHandler(Changed, null, Changed);
        var reconciler = new TokenSecretReconciler(context.Manager, secrets, accounts, tokens, authorityPem);
        return new ControllerLoop<NamespacedName>("serviceaccount-token", context, queue, reconciler, secrets, accounts);

        void Changed(V1ServiceAccount account)
        {
            foreach (var secret in secrets.ByIndex(ByAccount, $"{account.Key.Namespace}/{account.Key.Name}"))
            {
                queue.Add(secret.Key);
            }
        }
    }
}
