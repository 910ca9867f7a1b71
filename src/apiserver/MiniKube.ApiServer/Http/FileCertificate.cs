using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Http;

/// <summary>A serving certificate out of files. While certificate and key do not fit together, as in the middle of an exchange, the former pair stays.</summary>
internal sealed class FileCertificate : IAsyncDisposable
{
    private readonly CertificateFiles _files;
    private readonly ImmutableArray<FollowedFile> _followed;
    private volatile Loaded _loaded;

    /// <exception cref="InvalidDataException">The files cannot be read or do not fit together.</exception>
    public FileCertificate(CertificateFiles files, TimeProvider time, ILogger logger)
    {
        _files = files;
        var (certificate, key) = (ConfigurationFile.Load(files.CertificateFile), ConfigurationFile.Load(files.KeyFile));
        _loaded = Load();
        _followed =
        [
            new FollowedFile(files.CertificateFile, certificate, _ => _loaded = Load(), time, logger),
            new FollowedFile(files.KeyFile, key, _ => _loaded = Load(), time, logger),
        ];
    }

    public SslStreamCertificateContext Context => _loaded.Context;

    /// <summary>True when the certificate is for the name, case aside.</summary>
    public bool IsFor(string name) => _loaded.Names.Any(pattern => Matches(pattern, name));

    public async ValueTask DisposeAsync()
    {
        foreach (var followed in _followed)
        {
            await followed.DisposeAsync();
        }
    }

    /// <summary>A star stands for one label, as in certificates.</summary>
    private static bool Matches(string pattern, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return pattern.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (dot > 0 && pattern.StartsWith("*.", StringComparison.Ordinal) && pattern.AsSpan(1).Equals(name.AsSpan(dot), StringComparison.OrdinalIgnoreCase));
    }

    private Loaded Load()
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(_files.CertificateFile);
            var certificate = X509Certificate2.CreateFromPemFile(_files.CertificateFile, _files.KeyFile);
            var names = _files.Names.IsEmpty ? NamesOf(certificate) : _files.Names;
            return new Loaded(SslStreamCertificateContext.Create(certificate, [.. chain.Skip(1)], offline: true), names);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{_files.CertificateFile} and {_files.KeyFile}: {error.Message}", error);
        }
    }

    private static ImmutableArray<string> NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames()).ToImmutableArray();
        return names.IsEmpty ? [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)] : names;
    }

    private sealed record Loaded(SslStreamCertificateContext Context, ImmutableArray<string> Names);
}
