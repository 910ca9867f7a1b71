using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Etcd.Front;

/// <summary>The membership of a store that is one process and has no other members.</summary>
public sealed class SoleMembership(StoreMember self, ulong cluster) : IStoreMembership
{
    public StoreIdentity Identity { get; } = new(cluster, self.Id);

    public Term Term { get; } = new(1);

    public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken) => new(new StoreStatus
    {
        Leader = self.Id,
        Committed = default,
        Applied = default,
        Bytes = 0,
        IsLearner = false,
    });

    public ValueTask<ImmutableArray<StoreMember>> ListAsync(CancellationToken cancellationToken) => new([self]);

    public ValueTask<StoreMember> AddAsync(ImmutableArray<string> peerAddresses, bool isLearner, CancellationToken cancellationToken) =>
        throw NotReplicated();

    public ValueTask RemoveAsync(MemberId member, CancellationToken cancellationToken) => throw NotReplicated();

    public ValueTask UpdateAsync(MemberId member, ImmutableArray<string> peerAddresses, CancellationToken cancellationToken) =>
        throw NotReplicated();

    public ValueTask PromoteAsync(MemberId member, CancellationToken cancellationToken) => throw NotReplicated();

    public ValueTask TransferAsync(MemberId target, CancellationToken cancellationToken) => throw NotReplicated();

    private static MembershipException NotReplicated() =>
        new(MembershipRefusal.NotReplicated, "this store is one process and has no other members");
}
