using System.Collections.Immutable;
using k8s.Models;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.Certificates;

/// <summary>
/// Approves what nodes ask for themselves, where who asks has the right to: RBAC decides, by the subresources nodeclient, selfnodeclient and
/// selfnodeserver. A serving certificate needs, besides, that its names are addresses of this node and of no other.
/// </summary>
internal sealed class ApprovingReconciler(
    IApiClient api, IInformer<V1CertificateSigningRequest> requests, IInformer<V1Node> nodes, TimeProvider time) : IReconciler<string>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (requests.Get(new NamespacedName("", key)) is not { } request
            || !RequestState.IsPending(request)
            || request.Spec.SignerName is not (SignerNames.KubeletClient or SignerNames.KubeletServing)
            || RequestContent.Read(request.Spec.Request) is not { } content
            || SignerRules.Complaint(request.Spec.SignerName, content, [.. request.Spec.Usages ?? []]) is not null)
        {
            return ReconcileResult.Done;
        }

        foreach (var (right, message) in Rights(request, content))
        {
            if (await MayAsync(request, right, cancellationToken))
            {
                return await ApproveAsync(request, message, cancellationToken);
            }
        }

        // A right may be given later, and a node tells its addresses when it has registered.
        return ReconcileResult.Retry;
    }

    private ImmutableArray<(string Right, string Message)> Rights(V1CertificateSigningRequest request, RequestContent content)
    {
        if (request.Spec.SignerName == SignerNames.KubeletServing)
        {
            return request.Spec.Username == content.CommonName && NodeNames.AreOfOneNode(content, nodes.List())
                ? [("selfnodeserver", "Auto approving self kubelet serving certificate after SubjectAccessReview and a look at the node's addresses.")]
                : [];
        }

        var any = ("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview.");
        return request.Spec.Username == content.CommonName
            ? [("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."), any]
            : [any];
    }

    private async Task<bool> MayAsync(V1CertificateSigningRequest request, string right, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview
        {
            Metadata = new V1ObjectMeta(),
            Spec = new V1SubjectAccessReviewSpec
            {
                User = request.Spec.Username,
                Uid = request.Spec.Uid,
                Groups = request.Spec.Groups,
                Extra = request.Spec.Extra,
                ResourceAttributes = new V1ResourceAttributes
                {
                    Group = "certificates.k8s.io",
                    Resource = "certificatesigningrequests",
                    Subresource = right,
                    Verb = "create",
                    Version = "*",
                },
            },
        };
        return (await api.CreateAsync(review, cancellationToken)).Status?.Allowed == true;
    }

    private Task<ReconcileResult> ApproveAsync(V1CertificateSigningRequest request, string message, CancellationToken cancellationToken)
    {
        var status = RequestWriting.WithCondition(request, "Approved", "AutoApproved", message, time.GetUtcNow());
        return RequestWriting.SettleAsync(api.UpdateSubresourceAsync(request with { Status = status }, "approval", cancellationToken));
    }
}
