using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Audit;

/// <summary>A request at one stage, as <c>audit.k8s.io/v1</c> Event has it.</summary>
internal sealed record AuditEvent
{
    public required AuditLevel Level { get; init; }

    public required string AuditId { get; init; }

    public required AuditStage Stage { get; init; }

    public required string RequestUri { get; init; }

    public required string Verb { get; init; }

    /// <summary>Who proved to be somebody; null when nobody did.</summary>
    public UserInfo? User { get; init; }

    /// <summary>Who they act as; null for themselves.</summary>
    public UserInfo? ImpersonatedUser { get; init; }

    public ImmutableArray<string> SourceIps { get; init; } = [];

    public string UserAgent { get; init; } = "";

    /// <summary>Null for paths that are no resource.</summary>
    public AuditObjectReference? ObjectReference { get; init; }

    /// <summary>Null before there is an answer.</summary>
    public ApiStatus? ResponseStatus { get; init; }

    /// <summary>JSON in one line; empty when it is not recorded.</summary>
    public ReadOnlyMemory<byte> RequestObject { get; init; }

    /// <summary>JSON in one line; empty when it is not recorded.</summary>
    public ReadOnlyMemory<byte> ResponseObject { get; init; }

    public required DateTimeOffset RequestReceivedAt { get; init; }

    public required DateTimeOffset StageAt { get; init; }

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
