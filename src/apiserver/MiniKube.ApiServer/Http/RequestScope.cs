using MiniKube.Api.Errors;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.FlowControl.Turns;

namespace MiniKube.ApiServer.Http;

/// <summary>What the pipeline has learnt about a request; a feature of its context.</summary>
internal sealed class RequestScope
{
    /// <summary>Also the <c>Audit-Id</c> header of the answer.</summary>
    public required string AuditId { get; init; }

    /// <summary>Who asks; set once authenticated, replaced once by impersonation.</summary>
    public UserInfo Caller { get; set; } = UserInfo.Anonymous;

    public RequestInfo? Info { get; set; }

    /// <summary>Zero when nothing is audited.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>True once the audit policy has been asked.</summary>
    public bool IsAuditDecided { get; set; }

    /// <summary>Collects what the audit records will say; null when nobody records this request.</summary>
    public AuditedRequest? Audit { get; set; }

    /// <summary>For the request's audit record.</summary>
    public AuditAnnotations Annotations => Audit?.Annotations ?? AuditAnnotations.None;

    /// <summary>What the request was refused with.</summary>
    public ApiStatus? Refusal { get; set; }

    /// <summary>Objects of the list that is answered, for those who plan the next one.</summary>
    public int ListedObjects { get; set; }

    /// <summary>Its leave to run; null where requests are not shared out.</summary>
    public FlowTicket? Ticket { get; set; }

    /// <summary>True once the path is known to name something served: only then may it name a metric.</summary>
    public bool IsServed { get; set; }

    /// <summary>Ends the request when it takes too long.</summary>
    public CancellationToken Deadline { get; set; }

    public bool IsOverdue => Deadline.IsCancellationRequested;

    /// <summary>Call before much is computed, after something was waited for: others may be next.</summary>
    public TurnAwaiter NextTurn(CancellationToken cancellationToken) => Ticket is { } ticket ? ticket.NextTurn(cancellationToken) : default;
}
