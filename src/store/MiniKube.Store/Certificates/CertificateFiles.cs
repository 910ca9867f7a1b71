using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MiniKube.Store.Certificates;

/// <summary>
/// A certificate with its key, and the authority of who may come, as files that an operator may replace while they are used: looked at for
/// each new connection, read when they have changed. What cannot be read leaves things as they were.
/// </summary>
/// <param name="certificatePath">PEM: the certificate, and those between it and its authority.</param>
/// <param name="keyPath">PEM.</param>
/// <param name="authorityPath">PEM.</param>
/// <param name="logger">Told what was read.</param>
public sealed partial class CertificateFiles(string certificatePath, string keyPath, string authorityPath, ILogger logger)
{
    private readonly Lock _reading = new();
    private CertificateSet? _current;
    private string _stamp = string.Empty;

    /// <summary>What the files say now.</summary>
    /// <exception cref="IOException">The files were never there.</exception>
    /// <exception cref="CryptographicException">The files never held a certificate, its key and an authority.</exception>
    public CertificateSet Current
    {
        get
        {
            lock (_reading)
            {
                var stamp = $"{StampOf(certificatePath)} {StampOf(keyPath)} {StampOf(authorityPath)}";
                if (_current is null || stamp != _stamp)
                {
                    Read(stamp);
                }

                return _current!;
            }
        }
    }

    /// <summary>Told by what a file holds: a copy may have the time and the length of the file that it replaces. Little beside a handshake.</summary>
    private static string StampOf(string path)
    {
        try
        {
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "none";
        }
    }

    private void Read(string stamp)
    {
        try
        {
            var read = Load();
            if (_current is not null)
            {
                LogReplaced(certificatePath, read.Own.NotAfter);
            }

            _current = read;
        }
        catch (Exception exception) when (_current is not null && exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // A pair may be half replaced: the next connection looks again.
            LogNotRead(certificatePath, exception.Message);
        }

        _stamp = stamp;
    }

    private CertificateSet Load()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificatePath);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(authorityPath);
        var own = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        chain.RemoveAt(0);
        return new CertificateSet(own, SslStreamCertificateContext.Create(own, chain, offline: true), authorities);
    }

    [LoggerMessage(240, LogLevel.Information, "New connections use what is in {Path} now; it ends at {End}")]
    private partial void LogReplaced(string path, DateTime end);

    [LoggerMessage(241, LogLevel.Error, "What has changed in {Path}, its key or its authority cannot be used; the certificate of before stays: {Reason}")]
    private partial void LogNotRead(string path, string reason);
}
