using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store;

/// <summary>The members of a store: who they are, how this one stands, and how operators change that.</summary>
public interface IStoreMembership
{
    StoreIdentity Identity { get; }

    /// <summary>The newest term that this member knows of. Cheap: asked for every answer.</summary>
    Term Term { get; }

    ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken);

    ValueTask<ImmutableArray<StoreMember>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes in a member that is to be started then.</summary>
    /// <exception cref="MembershipException">The membership, as it is, does not allow it.</exception>
    ValueTask<StoreMember> AddAsync(ImmutableArray<string> peerAddresses, bool isLearner, CancellationToken cancellationToken);

    /// <exception cref="MembershipException">The membership, as it is, does not allow it.</exception>
    ValueTask RemoveAsync(MemberId member, CancellationToken cancellationToken);

    /// <summary>Says where a member is reached by the others from now on.</summary>
    /// <exception cref="MembershipException">The membership, as it is, does not allow it.</exception>
    ValueTask UpdateAsync(MemberId member, ImmutableArray<string> peerAddresses, CancellationToken cancellationToken);

    /// <summary>Makes a learner that has caught up a voter.</summary>
    /// <exception cref="MembershipException">The membership, as it is, does not allow it.</exception>
    ValueTask PromoteAsync(MemberId member, CancellationToken cancellationToken);

    /// <summary>Makes another member the leader, and returns when it leads. Only the leader can.</summary>
    /// <exception cref="MembershipException">The membership, as it is, does not allow it.</exception>
    ValueTask TransferAsync(MemberId target, CancellationToken cancellationToken);
}
