using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Http;

/// <summary>What the pipeline has learnt about a request; a feature of its context.</summary>
internal sealed class RequestScope
{
    /// <summary>Also the <c>Audit-Id</c> header of the answer.</summary>
    public required string AuditId { get; init; }

    /// <summary>Who asks; set once authenticated, replaced once by impersonation.</summary>
    public UserInfo Caller { get; set; } = UserInfo.Anonymous;

    public RequestInfo? Info { get; set; }

    /// <summary>For the request's audit record; set before anything else is done.</summary>
    public AuditAnnotations Annotations { get; set; } = AuditAnnotations.None;

    /// <summary>True once the path is known to name something served: only then may it name a metric.</summary>
    public bool IsServed { get; set; }

    /// <summary>Ends the request when it takes too long.</summary>
    public CancellationToken Deadline { get; set; }

    public bool IsOverdue => Deadline.IsCancellationRequested;
}
