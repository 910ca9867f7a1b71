using k8s.Models;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Certificates;

/// <summary>Wires the controllers that approve, sign and take away certificate requests.</summary>
internal static class CertificateControllers
{
    private const string Account = "certificate-controller";

    // A right that is given makes a request good that was not; nobody needs to hurry.
    private static readonly Backoff ApprovalBackoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    public static IController CreateApproving(ControllerContext context)
    {
        var nodes = context.Informers.For<V1Node>();
        return Create(
            "certificatesigningrequest-approving",
            context,
            requests => new ApprovingReconciler(context.ApiFor(Account), requests, nodes, context.Time),
            ApprovalBackoff,
            nodes);
    }

    public static IController CreateSigning(ControllerContext context, ICertificateSigner signer) => Create(
        "certificatesigningrequest-signing",
        context,
        requests => new SigningReconciler(context.ApiFor(Account), requests, signer, context.Time, context.Logger("Certificates")));

    public static IController CreateCleaning(ControllerContext context) => Create(
        "certificatesigningrequest-cleaner",
        context,
        requests => new CleaningReconciler(context.ApiFor(Account), requests, context.Time));

    private static ControllerLoop<string> Create(
        string name, ControllerContext context, Func<IInformer<V1CertificateSigningRequest>, IReconciler<string>> reconciler, Backoff? backoff = null, params IInformer[] others)
    {
        var queue = new WorkQueue<string>(context.Time, backoff);
        var requests = context.Informers.For<V1CertificateSigningRequest>();
        requests.AddHandler(made => queue.Add(made.Metadata.Name), (_, updated) => queue.Add(updated.Metadata.Name), null);
        return new ControllerLoop<string>(name, context, queue, reconciler(requests), [requests, .. others]);
    }
}
