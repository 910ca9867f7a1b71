using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.Client.Certificates;
using MiniKube.Client.Queues;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>A certificate that is asked for when there is none, and anew long before it ends. Whoever uses it sees the newest one.</summary>
internal sealed partial class RenewedCertificate : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly Backoff Retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    private readonly CertificateRequester _requester;
    private readonly CertificateOrder _order;
    private readonly Func<IssuedCertificate, CancellationToken, Task> _keepAsync;
    private readonly HostServices _services;
    private readonly ILogger _logger;
    private readonly List<X509Certificate2> _owned = [];
    private X509Certificate2? _current;

    /// <param name="requester">Asks under an identity that may ask for this.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="kept">What an earlier run has kept; null when there is none.</param>
    /// <param name="keepAsync">Keeps a new one, and brings it to use.</param>
    /// <param name="services">The clock, chance, the log.</param>
    public RenewedCertificate(
        CertificateRequester requester, CertificateOrder order, IssuedCertificate? kept, Func<IssuedCertificate, CancellationToken, Task> keepAsync, HostServices services)
    {
        (_requester, _order, _keepAsync, _services) = (requester, order, keepAsync, services);
        _logger = services.Logging.CreateLogger<RenewedCertificate>();
        if (kept is not null)
        {
            Use(kept);
        }
    }

    /// <summary>Null while there is none.</summary>
    public X509Certificate2? Current => Volatile.Read(ref _current);

    /// <summary>Renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            if (failures == 0 && Current is { } current)
            {
                await WaitUntilAsync(RenewalMoment.Of(new DateTimeOffset(current.NotBefore), new DateTimeOffset(current.NotAfter), _services.Random), cancellationToken);
            }

            try
            {
                var issued = await _requester.RequestAsync(_order, Patience, cancellationToken);
                await _keepAsync(issued, cancellationToken);
                Use(issued);
                failures = 0;
                LogRenewed(_order.SignerName, Current!.NotAfter);
            }
            catch (Exception e) when (e is ApiException or HttpRequestException or IOException or TimeoutException or CertificateRefusedException)
            {
                LogFailed(_order.SignerName, e.Message);
                await Task.Delay(Retries.Delay(failures++), _services.Time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        foreach (var certificate in _owned)
        {
            certificate.Dispose();
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        // A timer runs for 49 days at most, and a clock that is set must be noticed.
        while (moment - _services.Time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, _services.Time, cancellationToken);
        }
    }

    private void Use(IssuedCertificate issued)
    {
        // A handshake may still use the last one; there are few of them in a process's life.
        var certificate = issued.ToCertificate();
        _owned.Add(certificate);
        Volatile.Write(ref _current, certificate);
    }

    [LoggerMessage(2300, LogLevel.Information, "A new certificate of {Signer} is in use; it ends {End}")]
    private partial void LogRenewed(string signer, DateTime end);

    [LoggerMessage(2301, LogLevel.Warning, "No new certificate of {Signer} was to be had: {Why}")]
    private partial void LogFailed(string signer, string why);
}
