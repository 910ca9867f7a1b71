using System.Security.Cryptography.X509Certificates;
using MiniKube.Client.Certificates;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>Whether a certificate that is there already does what is wanted of a new one.</summary>
internal static class ServingFitness
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>True when it serves, is not over, is of the cluster's authority, and has every name and address of the order.</summary>
    public static bool IsFit(IssuedCertificate found, CertificateOrder order, X509Certificate2 authority, DateTimeOffset now)
    {
        using var certificate = found.ToCertificate();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return chain.Build(certificate)
            && certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(use => use.EnhancedKeyUsages[ServerAuthentication] is not null)
            && order.DnsNames.All(name => names.Exists(extension => extension.EnumerateDnsNames().Contains(name, StringComparer.OrdinalIgnoreCase)))
            && order.Addresses.All(address => names.Exists(extension => extension.EnumerateIPAddresses().Contains(address)));
    }
}
