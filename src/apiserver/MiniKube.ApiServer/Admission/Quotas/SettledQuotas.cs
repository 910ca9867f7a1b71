using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>The index of quotas, and how far it is. Made before its follower, which needs what is made with this.</summary>
internal sealed class SettledQuotas(QuotaIndex index) : ISettledWrites
{
    private volatile StoreFollower? _follower;

    public QuotaIndex Index => index;

    public void FollowedBy(StoreFollower follower) => _follower = follower;

    public async ValueTask WaitForAsync(Revision written, CancellationToken cancellationToken)
    {
        if (_follower is { } follower)
        {
            follower.Expect(written);
            await follower.CatchUpAsync(cancellationToken);
        }
    }
}
