using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;
using MiniKube.Client.Queues;

namespace MiniKube.Controllers.Certificates;

/// <summary>Takes requests away that have served their time.</summary>
internal sealed class CleaningReconciler(IApiClient api, IInformer<V1CertificateSigningRequest> requests, TimeProvider time) : IReconciler<string>
{
    public async Task<ReconcileResult> ReconcileAsync(string key, CancellationToken cancellationToken)
    {
        if (requests.Get(new NamespacedName("", key)) is not { } request)
        {
            return ReconcileResult.Done;
        }

        var left = RequestState.Expiry(request, EndOf(request.Status?.Certificate)) - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            return ReconcileResult.After(left);
        }

        try
        {
            var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = request.Metadata.Uid } };
            _ = await api.DeleteAsync<V1CertificateSigningRequest>(new NamespacedName("", key), options, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound || gone.IsConflict)
        {
            // Somebody else was faster, or another request has its name now, whose event follows.
        }

        return ReconcileResult.Done;
    }

    private static DateTimeOffset? EndOf(byte[]? pem)
    {
        if (pem is not { Length: > 0 })
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(pem));
            return new DateTimeOffset(certificate.NotAfter);
        }
        catch (CryptographicException)
        {
            // Another signer may put there what it likes.
            return null;
        }
    }
}
