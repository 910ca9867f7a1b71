using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Etcd;

/// <summary>Trust in authorities that were named, and in no others.</summary>
internal static class CertificateTrust
{
    public static X509ChainPolicy PolicyOf(X509Certificate2Collection authorities)
    {
        // These authorities publish no lists of what they have taken back.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
