using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A quota that was written counts for the next write to its namespace.</summary>
internal sealed class ResourceQuotaStrategy : Strategy
{
    private readonly ISettledWrites _quotas;

    public ResourceQuotaStrategy(ISettledWrites quotas)
    {
        _quotas = quotas;
        ReturnsDeletedObject = true;
    }

    public override ValueTask SettleAsync(Revision written, CancellationToken cancellationToken) => _quotas.WaitForAsync(written, cancellationToken);
}
