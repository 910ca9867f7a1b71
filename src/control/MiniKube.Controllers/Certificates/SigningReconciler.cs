using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.Certificates;

/// <summary>Signs what was approved, and says why it does not sign what its signer never signs.</summary>
internal sealed partial class SigningReconciler(
    IApiClient api, IInformer<V1CertificateSigningRequest> requests, ICertificateSigner signer, TimeProvider time, ILogger logger) : IReconciler<string>
{
    private static readonly ImmutableArray<string> Signers = [SignerNames.Client, SignerNames.KubeletClient, SignerNames.KubeletServing, SignerNames.Legacy];

    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (requests.Get(new NamespacedName("", key)) is not { } request
            || !RequestState.IsToBeSigned(request)
            || !Signers.Contains(request.Spec.SignerName))
        {
            return ReconcileResult.Done;
        }

        return await RequestWriting.SettleAsync(api.UpdateStatusAsync(request with { Status = StatusOf(request) }, cancellationToken));
    }

    private V1CertificateSigningRequestStatus StatusOf(V1CertificateSigningRequest request)
    {
        ImmutableArray<string> usages = [.. request.Spec.Usages ?? []];
        if (RequestContent.Read(request.Spec.Request) is not { } content)
        {
            return Failed(request, "unable to parse the request: it is no PKCS #10 request that its own key has signed");
        }

        if (SignerRules.Complaint(request.Spec.SignerName, content, usages) is { } complaint)
        {
            return Failed(request, complaint);
        }

        try
        {
            var certificate = signer.Sign(Encoding.UTF8.GetString(request.Spec.Request), usages, RequestState.LifetimeOf(request));
            LogSigned(request.Metadata.Name, request.Spec.SignerName, content.CommonName);
            return request.Status with { Certificate = Encoding.UTF8.GetBytes(certificate) };
        }
        catch (CryptographicException broken)
        {
            return Failed(request, broken.Message);
        }
    }

    private V1CertificateSigningRequestStatus Failed(V1CertificateSigningRequest request, string why)
    {
        LogRefused(request.Metadata.Name, request.Spec.SignerName, why);
        return RequestWriting.WithCondition(request, "Failed", "SignerValidationFailure", why, time.GetUtcNow());
    }

    [LoggerMessage(151, LogLevel.Information, "Certificate request {Request} was signed by {Signer} for {Subject}")]
    private partial void LogSigned(string request, string signer, string subject);

    [LoggerMessage(152, LogLevel.Warning, "Certificate request {Request} is not signed by {Signer}: {Reason}")]
    private partial void LogRefused(string request, string signer, string reason);
}
