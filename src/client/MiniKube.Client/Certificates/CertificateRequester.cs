using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;

namespace MiniKube.Client.Certificates;

/// <summary>Gets certificates by CertificateSigningRequests: makes the key, asks, and waits for who approves and who signs.</summary>
public sealed class CertificateRequester(IApiClient api, TimeProvider time)
{
    /// <summary>The certificate, once it is signed.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="patience">How long to wait for the approval and the signature.</param>
    /// <param name="cancellationToken">Ends the wait; the request stays and is cleaned away by the cluster.</param>
    /// <exception cref="CertificateRefusedException">It is denied or cannot be signed.</exception>
    /// <exception cref="TimeoutException">Nobody has approved it; the message names the request.</exception>
    /// <exception cref="ApiException">The caller may not ask.</exception>
    public async Task<IssuedCertificate> RequestAsync(CertificateOrder order, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = await api.CreateAsync(Request(order, key), cancellationToken);
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return new IssuedCertificate(await WaitAsync(made, both.Token), key.ExportPkcs8PrivateKeyPem() + "\n");
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"the certificate request {made.Metadata.Name} was not signed in time: approve it with 'kubectl certificate approve {made.Metadata.Name}'", late);
        }
    }

    private static V1CertificateSigningRequest Request(CertificateOrder order, ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        foreach (var organization in order.Organizations)
        {
            name.AddOrganizationName(organization);
        }

        name.AddCommonName(order.CommonName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        if (order.DnsNames.Length + order.Addresses.Length > 0)
        {
            var others = new SubjectAlternativeNameBuilder();
            order.DnsNames.ToList().ForEach(others.AddDnsName);
            order.Addresses.ToList().ForEach(others.AddIpAddress);
            request.CertificateExtensions.Add(others.Build());
        }

        return new V1CertificateSigningRequest
        {
            Metadata = new V1ObjectMeta { GenerateName = "csr-" },
            Spec = new V1CertificateSigningRequestSpec
            {
                Request = Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()),
                SignerName = order.SignerName,
                Usages = [.. order.Usages],
                ExpirationSeconds = order.Lifetime is { } lifetime ? (int)lifetime.TotalSeconds : null,
            },
        };
    }

    private async Task<string> WaitAsync(V1CertificateSigningRequest made, CancellationToken cancellationToken)
    {
        var name = new NamespacedName("", made.Metadata.Name);
        var last = made;
        while (true)
        {
            if (Outcome(last) is { } certificate)
            {
                return certificate;
            }

            var options = new WatchOptions { FieldSelector = $"metadata.name={name.Name}", ResourceVersion = last.Metadata.ResourceVersion, AllowBookmarks = false };
            try
            {
                await foreach (var change in api.WatchAsync<V1CertificateSigningRequest>(null, options, cancellationToken))
                {
                    if (change.Type is ChangeType.Deleted)
                    {
                        throw new CertificateRefusedException($"the certificate request {name.Name} was deleted before it was signed");
                    }

                    if (Outcome(change.Object) is { } signed)
                    {
                        return signed;
                    }
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException || broken is ApiException { Status.Code: 410 })
            {
                // The look below either fails in the same way and tells, or shows what was missed.
            }

            last = await api.GetAsync<V1CertificateSigningRequest>(name, cancellationToken);
        }
    }

    /// <summary>The certificate; null while it is neither signed nor refused.</summary>
    private static string? Outcome(V1CertificateSigningRequest request)
    {
        if (request.Status?.Conditions?.FirstOrDefault(condition => condition.Type is "Denied" or "Failed") is { } refusal)
        {
            throw new CertificateRefusedException($"the certificate request {request.Metadata.Name} is {refusal.Type.ToLowerInvariant()}: {refusal.Message ?? refusal.Reason}");
        }

        return request.Status?.Certificate is { Length: > 0 } certificate ? Encoding.ASCII.GetString(certificate) : null;
    }
}
