using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Etcd.Front;

/// <summary>The membership of a store that no other member can reach: it tells how it stands, but takes nobody in, who could never answer.</summary>
/// <param name="store">The store's own membership.</param>
/// <param name="contact">What the one member is called, and where its clients are served.</param>
public sealed class SoleMembership(IStoreMembership store, MemberContact contact) : IStoreMembership
{
    public StoreIdentity Identity => store.Identity;

    public Term Term => store.Term;

    public ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken) => store.StatusAsync(cancellationToken);

    public ValueTask<ImmutableArray<StoreMember>> ListAsync(CancellationToken cancellationToken) =>
        new([new StoreMember(store.Identity.Member, contact, IsLearner: false)]);

    public ValueTask<StoreMember> AddAsync(ImmutableArray<string> peerAddresses, bool isLearner, CancellationToken cancellationToken) =>
        throw NotReplicated();

    public ValueTask RemoveAsync(MemberId member, CancellationToken cancellationToken) => throw NotReplicated();

    public ValueTask UpdateAsync(MemberId member, ImmutableArray<string> peerAddresses, CancellationToken cancellationToken) =>
        throw NotReplicated();

    public ValueTask PromoteAsync(MemberId member, CancellationToken cancellationToken) => throw NotReplicated();

    public ValueTask TransferAsync(MemberId target, CancellationToken cancellationToken) => throw NotReplicated();

    private static MembershipException NotReplicated() =>
        new(MembershipRefusal.NotReplicated, "this store is one process that no other member can reach");
}
