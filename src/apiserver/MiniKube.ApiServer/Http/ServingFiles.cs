using System.Collections.Immutable;
using System.Net.Security;
using Microsoft.Extensions.Logging;

namespace MiniKube.ApiServer.Http;

/// <summary>The serving certificates that an operator has given.</summary>
internal sealed class ServingFiles : IAsyncDisposable
{
    private readonly FileCertificate? _usual;
    private readonly ImmutableArray<FileCertificate> _named;

    /// <exception cref="InvalidDataException">A file is wrong; the message names it.</exception>
    public ServingFiles(TlsOptions options, TimeProvider time, ILogger logger)
    {
        _usual = options.Certificate is { } files ? new FileCertificate(files, time, logger) : null;
        _named = [.. options.NamedCertificates.Select(named => new FileCertificate(named, time, logger))];
    }

    /// <summary>Null leaves it to the cluster's own certificate.</summary>
    public SslStreamCertificateContext? Find(string name) =>
        (_named.FirstOrDefault(certificate => name.Length > 0 && certificate.IsFor(name)) ?? _usual)?.Context;

    public async ValueTask DisposeAsync()
    {
        foreach (var named in _named)
        {
            await named.DisposeAsync();
        }

        if (_usual is not null)
        {
            await _usual.DisposeAsync();
        }
    }
}
