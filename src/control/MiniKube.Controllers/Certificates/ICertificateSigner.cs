using System.Collections.Immutable;

namespace MiniKube.Controllers.Certificates;

/// <summary>Signs for the cluster's authority. Who composes the controllers owns the key; controllers are only clients.</summary>
public interface ICertificateSigner
{
    /// <summary>Signs a request whose content was approved and checked.</summary>
    /// <param name="requestPem">A PKCS #10 request; its subject, public key and alternative names are taken, nothing else.</param>
    /// <param name="usages">In the words of <c>certificates.k8s.io/v1 KeyUsage</c>.</param>
    /// <param name="lifetime">No longer than the authority's own.</param>
    /// <returns>The certificate as PEM.</returns>
    string Sign(string requestPem, ImmutableArray<string> usages, TimeSpan lifetime);
}
