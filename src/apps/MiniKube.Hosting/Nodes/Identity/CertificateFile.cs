using System.Security.Cryptography;
using System.Text;
using MiniKube.Client.Certificates;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>A certificate and its key in one file that only its owner may read.</summary>
internal sealed class CertificateFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Null when there is none, or none that can be read.</summary>
    public IssuedCertificate? Find()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        var key = text.IndexOf("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal);
        if (key < 0)
        {
            return null;
        }

        var found = new IssuedCertificate(text[..key], text[key..]);
        try
        {
            using var certificate = found.ToCertificate();
            return found;
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all.</summary>
    public async Task WriteAsync(IssuedCertificate certificate, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnerOnly | UnixFileMode.UserExecute);
        var draft = path + ".new";
        File.Delete(draft);
        await using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(certificate.CertificatePem + certificate.PrivateKeyPem), cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
