using System.Security.Cryptography;

namespace MiniKube.ApiServer.Certificates;

/// <summary>Keeps the key pair that signs service account tokens.</summary>
internal static class ServiceAccountKeys
{
    /// <exception cref="InvalidDataException">The file does not hold a key.</exception>
    public static ECDsa Open(PkiFiles files)
    {
        if (files.Find("sa.key") is { } pem)
        {
            return Read(pem);
        }

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        files.Write("sa.key", key.ExportECPrivateKeyPem() + "\n");
        files.Write("sa.pub", key.ExportSubjectPublicKeyInfoPem() + "\n");
        return key;
    }

    private static ECDsa Read(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception broken) when (broken is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException("sa.key is not a private key: restore it, or remove it for a new one (tokens given out end).", broken);
        }
    }
}
