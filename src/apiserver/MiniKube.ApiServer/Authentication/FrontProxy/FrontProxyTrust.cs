using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MiniKube.ApiServer.Authentication.FrontProxy;

/// <summary>The authorities whose client certificates make a caller a front proxy. May be replaced while connections come in.</summary>
internal sealed class FrontProxyTrust(string authorityPem, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private volatile X509Certificate2Collection _authorities = Read(authorityPem);

    /// <exception cref="InvalidDataException">It holds no certificate.</exception>
    public void Replace(byte[] pem) => _authorities = Read(Encoding.UTF8.GetString(pem));

    public string AuthorityPem => string.Concat(_authorities.Select(authority => authority.ExportCertificatePem() + "\n"));

    /// <param name="presented">What the connection's other side has shown.</param>
    /// <param name="handshake">The chain of the handshake, which has what was sent beside it.</param>
    public bool VouchesFor(X509Certificate2 presented, X509Chain? handshake)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (handshake is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(handshake.ChainPolicy.ExtraStore);
        }

        return chain.Build(presented);
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new InvalidDataException($"the front proxies' authority is not PEM: {error.Message}", error);
        }

        return authorities.Count > 0 ? authorities : throw new InvalidDataException("the front proxies' authority holds no certificate");
    }
}
