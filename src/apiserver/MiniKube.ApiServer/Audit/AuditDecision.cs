using System.Collections.Immutable;

namespace MiniKube.ApiServer.Audit;

/// <summary>What the policy says of a request.</summary>
internal sealed record AuditDecision(AuditLevel Level, ImmutableArray<AuditStage> OmittedStages, bool OmitsManagedFields)
{
    public static AuditDecision Nothing { get; } = new(AuditLevel.None, [], OmitsManagedFields: false);

    public bool Records(AuditStage stage) => Level != AuditLevel.None && !OmittedStages.Contains(stage);
}
