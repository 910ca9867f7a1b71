using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Quotas;

/// <summary>The index of quotas, and how far it is. Made before its follower, which needs what is made with this.</summary>
internal sealed class SettledQuotas(QuotaIndex index) : ISettledWrites
{
    private readonly Lock _gate = new();
    private volatile StoreFollower? _follower;
    private long _written;

    public QuotaIndex Index => index;

    public void FollowedBy(StoreFollower follower) => _follower = follower;

    public async ValueTask WaitForAsync(Revision written, CancellationToken cancellationToken)
    {
        if (_follower is { } follower)
        {
            lock (_gate)
            {
                Volatile.Write(ref _written, Math.Max(_written, written.Value));
            }

            follower.Expect(written);
            await follower.CatchUpAsync(cancellationToken);
        }
    }

    /// <summary>Returns when the index has every quota that was set here. Who has seen one by a watch may be earlier than the answer to who set it.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        var written = new Revision(Volatile.Read(ref _written));
        return _follower is not { } follower || follower.HasReached(written) ? ValueTask.CompletedTask : follower.CatchUpAsync(cancellationToken);
    }
}
