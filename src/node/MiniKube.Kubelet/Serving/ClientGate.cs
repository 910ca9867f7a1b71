using System.Security.Cryptography.X509Certificates;

namespace MiniKube.Kubelet.Serving;

/// <summary>Lets in who shows a certificate of the cluster's authority that names an administrator or the API server.</summary>
internal sealed class ClientGate(X509Certificate2 authority)
{
    private const string AdministratorsGroup = "system:masters";
    private const string ApiServer = "kube-apiserver-kubelet-client";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>The certificate is of this cluster and for clients.</summary>
    public bool IsAuthentic(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    public static bool IsAllowed(X509Certificate2 certificate)
    {
        foreach (var name in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (name.HasMultipleElements)
            {
                continue;
            }

            var (kind, value) = (name.GetSingleElementType().Value, name.GetSingleElementValue());
            if ((kind is Organization && value is AdministratorsGroup) || (kind is CommonName && value is ApiServer))
            {
                return true;
            }
        }

        return false;
    }
}
