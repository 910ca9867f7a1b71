using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Kubelet.Serving.Access;

/// <summary>Tells the certificates of this cluster's clients from others.</summary>
internal sealed class ClientCertificates(X509Certificate2 authority)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public bool IsAuthentic(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }
}
