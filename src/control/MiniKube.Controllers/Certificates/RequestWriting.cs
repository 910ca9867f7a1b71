using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Queues;
using MiniKube.Controllers.Common;

namespace MiniKube.Controllers.Certificates;

/// <summary>What both reconcilers of certificate requests write, and what becomes of it.</summary>
internal static class RequestWriting
{
    /// <summary>Who lost a race looks again; a request that is gone needs nothing any more.</summary>
    public static async Task<ReconcileResult> SettleAsync(Task<V1CertificateSigningRequest> writing)
    {
        try
        {
            _ = await writing;
            return ReconcileResult.Done;
        }
        catch (ApiException refusal) when (refusal.IsConflict)
        {
            return ReconcileResult.Retry;
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            return ReconcileResult.Done;
        }
    }

    /// <summary>The request's status with one condition more.</summary>
    public static V1CertificateSigningRequestStatus WithCondition(V1CertificateSigningRequest request, string type, string reason, string message, DateTimeOffset now)
    {
        var time = Times.Seconds(now);
        var condition = new V1CertificateSigningRequestCondition
        {
            Type = type,
            Status = "True",
            Reason = reason,
            Message = message,
            LastUpdateTime = time,
            LastTransitionTime = time,
        };
        return (request.Status ?? new V1CertificateSigningRequestStatus()) with { Conditions = [.. request.Status?.Conditions ?? [], condition] };
    }
}
