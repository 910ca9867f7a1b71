using MiniKube.Api.Quotas;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>What a quota says of a write.</summary>
internal abstract record QuotaVerdict
{
    public static QuotaVerdict NotConcerned { get; } = new Nothing();

    /// <param name="Used">What is used of the quota with the write.</param>
    public sealed record Charged(ResourceAmounts Used) : QuotaVerdict;

    public sealed record Refused(string Why) : QuotaVerdict;

    private sealed record Nothing : QuotaVerdict;
}
