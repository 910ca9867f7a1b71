namespace MiniKube.Raft.Quorums;

/// <summary>The answers to one election. The first answer of a member counts.</summary>
internal sealed class VoteTally
{
    private readonly Dictionary<MemberId, bool> _answers = [];

    public void Clear() => _answers.Clear();

    public void Record(MemberId from, bool isGranted) => _answers.TryAdd(from, isGranted);

    public VoteOutcome Outcome(Membership membership)
    {
        var granted = 0;
        var refused = 0;
        foreach (var (member, isGranted) in _answers)
        {
            if (!membership.Voters.Contains(member))
            {
                continue;
            }

            if (isGranted)
            {
                granted++;
            }
            else
            {
                refused++;
            }
        }

        var majority = Majority.Of(membership.Voters.Count);
        if (granted >= majority)
        {
            return VoteOutcome.Won;
        }

        return membership.Voters.Count - refused < majority ? VoteOutcome.Lost : VoteOutcome.Pending;
    }
}
