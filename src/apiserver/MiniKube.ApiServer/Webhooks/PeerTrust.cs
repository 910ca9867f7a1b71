using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Trusts servers outside by authorities that were given for them and no others.</summary>
internal static class PeerTrust
{
    public static RemoteCertificateValidationCallback By(string authorityPem, TimeProvider time)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(authorityPem);
        return (_, presented, chain, errors) => IsVouchedFor(presented, chain, errors, authorities, time.GetUtcNow());
    }

    private static bool IsVouchedFor(
        X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        if (presented is not X509Certificate2 certificate || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.VerificationTime = now.LocalDateTime;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        if (chain is not null)
        {
            own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        }

        return own.Build(certificate);
    }
}
