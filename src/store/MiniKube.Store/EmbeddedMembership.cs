using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Members;
using MiniKube.Store.Questions;

namespace MiniKube.Store;

/// <summary>The members of an embedded store. Changes are made by the leader, wherever they are asked for.</summary>
internal sealed class EmbeddedMembership(MemberHost host, LeaderDesk desk, Func<ulong> random) : IStoreMembership
{
    private const int LearnersMax = 5;

    public StoreIdentity Identity => host.Identity;

    public Term Term => host.Term;

    public async ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken)
    {
        if (host.Failure is { } failure)
        {
            return Status(MemberId.None, LogIndex.Zero, 0, failure.Message);
        }

        var request = new StatusRequest();
        await host.ProposeAsync(request, cancellationToken);
        var status = await request.WaitAsync(cancellationToken);
        return Status(status.Leader, status.Committed, status.LogBytes + status.SnapshotBytes, status.Leader.IsNone ? "no leader" : null);
    }

    public async ValueTask<ImmutableArray<StoreMember>> ListAsync(CancellationToken cancellationToken)
    {
        host.ThrowIfUnavailable();
        await host.CatchUpAsync(cancellationToken);
        return host.Point.Roster.Members;
    }

    public async ValueTask<StoreMember> AddAsync(ImmutableArray<string> peerAddresses, bool isLearner, CancellationToken cancellationToken)
    {
        var roster = host.Point.Roster;
        Check(roster, MemberId.None, peerAddresses);
        if (isLearner && roster.Membership.Learners.Count >= LearnersMax)
        {
            throw new MembershipException(MembershipRefusal.TooManyLearners, $"there are {LearnersMax} learners already; promote or remove one first");
        }

        // Half the range: to who takes it for a signed number, it is a positive one.
        var id = new MemberId(Math.Max(1, random() >> 1));
        var contact = new MemberContact(string.Empty, peerAddresses, []);
        var kind = isLearner ? MembershipChangeKind.AddLearner : MembershipChangeKind.AddVoter;
        await ChangeAsync(new MembershipChange(kind, id, ContactEncoding.Encode(contact)), cancellationToken);
        return new StoreMember(id, contact, isLearner);
    }

    public async ValueTask RemoveAsync(MemberId member, CancellationToken cancellationToken)
    {
        var roster = host.Point.Roster;
        Find(roster, member);
        if (roster.IsSoleVoter(member))
        {
            throw new MembershipException(MembershipRefusal.QuorumAtRisk, "the last voter cannot be removed");
        }

        await ChangeAsync(new MembershipChange(MembershipChangeKind.Remove, member, default), cancellationToken);
    }

    public async ValueTask UpdateAsync(MemberId member, ImmutableArray<string> peerAddresses, CancellationToken cancellationToken)
    {
        var roster = host.Point.Roster;
        var known = Find(roster, member);
        Check(roster, member, peerAddresses);
        await UpdateAsync(member, known with { PeerAddresses = peerAddresses }, cancellationToken);
    }

    /// <summary>Says what a member is called and where it is reached from now on.</summary>
    public async ValueTask UpdateAsync(MemberId member, MemberContact contact, CancellationToken cancellationToken) =>
        await ChangeAsync(new MembershipChange(MembershipChangeKind.Update, member, ContactEncoding.Encode(contact)), cancellationToken);

    public async ValueTask PromoteAsync(MemberId member, CancellationToken cancellationToken)
    {
        var roster = host.Point.Roster;
        Find(roster, member);
        if (!roster.Membership.Learners.Contains(member))
        {
            throw new MembershipException(MembershipRefusal.NotLearner, $"member {member} is no learner");
        }

        await ChangeAsync(new MembershipChange(MembershipChangeKind.Promote, member, default), cancellationToken);
    }

    public async ValueTask TransferAsync(MemberId target, CancellationToken cancellationToken)
    {
        var roster = host.Point.Roster;
        Find(roster, target);
        if (!host.IsLeading)
        {
            throw new MembershipException(MembershipRefusal.NotLeader, $"this member does not lead; ask member {host.Leader}");
        }

        if (roster.Membership.Learners.Contains(target))
        {
            throw new MembershipException(MembershipRefusal.NotVoter, $"member {target} is a learner, which cannot lead; promote it first");
        }

        var request = new TransferRequest(target);
        await host.ProposeAsync(request, cancellationToken);
        var leader = await request.WaitAsync(cancellationToken);
        if (leader != target)
        {
            var instead = leader == Identity.Member ? "this one leads on" : $"member {leader} leads now";
            throw new MembershipException(MembershipRefusal.NotTransferred, $"member {target} has not taken the lead in time, and {instead}");
        }
    }

    private static MemberContact Find(Roster roster, MemberId member) => roster.Membership.Contains(member)
        ? roster.ContactOf(member)
        : throw new MembershipException(MembershipRefusal.MemberNotFound, $"there is no member {member}");

    private static void Check(Roster roster, MemberId self, ImmutableArray<string> addresses)
    {
        foreach (var address in addresses)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new MembershipException(MembershipRefusal.AddressInvalid, $"{address} is no http or https address");
            }

            if (roster.Contacts.Any(other => other.Key != self && other.Value.PeerAddresses.Contains(address)))
            {
                throw new MembershipException(MembershipRefusal.AddressInUse, $"another member is reached at {address}");
            }
        }
    }

    private async Task ChangeAsync(MembershipChange change, CancellationToken cancellationToken)
    {
        if (await desk.AskAsync(new LeaderQuestion.Change(change), cancellationToken) is not LeaderAnswer.Changed changed)
        {
            throw new StoreUnavailableException("the leader's answer makes no sense; is it of another version?");
        }

        switch (changed.Result)
        {
            case ProposeResult.Accepted:
                return;
            case ProposeResult.ChangePending:
                throw new MembershipException(MembershipRefusal.ChangeInProgress, "another change of the membership is under way");
            case ProposeResult.NotCaughtUp:
                throw new MembershipException(MembershipRefusal.LearnerNotReady, "the learner has not caught up with the leader");
            case ProposeResult.Invalid:
                throw new MembershipException(MembershipRefusal.MemberNotFound, "the members have changed meanwhile; look at the list again");
            default:
                throw new StoreUnavailableException("the leader is changing; try again");
        }
    }

    private StoreStatus Status(MemberId leader, LogIndex committed, long bytes, string? complaint)
    {
        var point = host.Point;
        return new StoreStatus
        {
            Leader = leader,
            Committed = LogIndex.Max(committed, point.Index),
            Applied = point.Index,
            Bytes = bytes,
            IsLearner = point.Roster.Membership.Learners.Contains(host.Identity.Member),
            Complaints = complaint is null ? [] : [complaint],
        };
    }
}
