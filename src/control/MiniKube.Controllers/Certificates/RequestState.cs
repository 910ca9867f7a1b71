using System.Globalization;
using k8s.Models;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Certificates;

/// <summary>What has become of a certificate request. Pure.</summary>
internal static class RequestState
{
    private static readonly TimeSpan DecidedKept = TimeSpan.FromHours(1);
    private static readonly TimeSpan PendingKept = TimeSpan.FromHours(24);

    public static bool Has(V1CertificateSigningRequest request, string condition) =>
        request.Status?.Conditions?.Any(each => each.Type == condition && each.Status != "False") == true;

    public static bool IsPending(V1CertificateSigningRequest request) => !Has(request, "Approved") && !Has(request, "Denied");

    /// <summary>Approved and neither signed nor given up.</summary>
    public static bool IsToBeSigned(V1CertificateSigningRequest request) =>
        Has(request, "Approved") && !Has(request, "Denied") && !Has(request, "Failed") && request.Status?.Certificate is not { Length: > 0 };

    /// <summary>When a request has served its time: an hour after it was decided, a day after it was made, or when its certificate is over.</summary>
    public static DateTimeOffset Expiry(V1CertificateSigningRequest request, DateTimeOffset? certificateEnd)
    {
        var made = Times.From(request.Metadata.CreationTimestamp);
        var decided = request.Status?.Conditions?
            .Where(each => each.Type is "Approved" or "Denied" or "Failed")
            .Select(each => Times.From(each.LastUpdateTime ?? each.LastTransitionTime))
            .DefaultIfEmpty(DateTimeOffset.MinValue)
            .Max() ?? DateTimeOffset.MinValue;
        var isDone = !IsPending(request) && (request.Status?.Certificate is { Length: > 0 } || !Has(request, "Approved") || Has(request, "Failed"));
        var end = isDone ? (decided > made ? decided : made) + DecidedKept : made + PendingKept;
        return certificateEnd is { } over && over < end ? over : end;
    }

    /// <summary>As long as was asked for, at least ten minutes, at most a year.</summary>
    public static TimeSpan LifetimeOf(V1CertificateSigningRequest request)
    {
        var most = TimeSpan.FromDays(365);
        var asked = request.Spec.ExpirationSeconds is { } seconds ? TimeSpan.FromSeconds(Convert.ToDouble(seconds, CultureInfo.InvariantCulture)) : most;
        return asked < TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(10) : asked > most ? most : asked;
    }
}
