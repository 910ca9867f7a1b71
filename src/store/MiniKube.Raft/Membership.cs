using System.Collections.Immutable;

namespace MiniKube.Raft;

/// <summary>Who belongs to the cluster.</summary>
/// <param name="Voters">Elect and commit.</param>
/// <param name="Learners">Only follow.</param>
public sealed record Membership(ImmutableSortedSet<MemberId> Voters, ImmutableSortedSet<MemberId> Learners)
{
    public static readonly Membership Empty = new([], []);

    public static Membership Of(params ReadOnlySpan<MemberId> voters) => new([.. voters], []);

    public bool Contains(MemberId member) => Voters.Contains(member) || Learners.Contains(member);

    /// <summary>The membership after the change, by the same rule on every member. A change that does not fit changes nothing.</summary>
    public Membership Apply(MembershipChange change) => change.Kind switch
    {
        MembershipChangeKind.AddLearner when !Voters.Contains(change.Member) => this with { Learners = Learners.Add(change.Member) },
        MembershipChangeKind.AddVoter => new(Voters.Add(change.Member), Learners.Remove(change.Member)),
        MembershipChangeKind.Promote when Learners.Contains(change.Member) =>
            new(Voters.Add(change.Member), Learners.Remove(change.Member)),
        MembershipChangeKind.Remove when Voters.Count > 1 || !Voters.Contains(change.Member) =>
            new(Voters.Remove(change.Member), Learners.Remove(change.Member)),
        _ => this,
    };

    public bool Equals(Membership? other) =>
        other is not null && Voters.SetEquals(other.Voters) && Learners.SetEquals(other.Learners);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var voter in Voters)
        {
            hash.Add(voter);
        }

        hash.Add(Learners.Count);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        Learners.IsEmpty ? $"({string.Join(' ', Voters)})" : $"({string.Join(' ', Voters)}) learners ({string.Join(' ', Learners)})";
}
