using CsCheck;
using MiniKube.Raft.Quorums;

namespace MiniKube.Raft.Tests.Quorums;

public sealed class MajorityTests
{
    [Fact]
    public void What_a_majority_has_reached_is_what_counting_says() =>
        Gen.Long[0, 12].Array[1, 20].Sample(values =>
        {
            var byCounting = Enumerable.Range(0, 13).Where(level => values.Count(value => value >= level) * 2 > values.Length).Max();

            Majority.Reached(values.ToArray()).Should().Be(byCounting);
        });

    [Fact]
    public void Two_majorities_share_a_member() =>
        Gen.Int[1, 1000].Sample(voters => (Majority.Of(voters) * 2).Should().BeGreaterThan(voters));

    [Fact]
    public void Majorities_of_neighbouring_sizes_share_a_member_so_one_change_at_a_time_is_safe() =>
        Gen.Int[1, 1000].Sample(voters => (Majority.Of(voters) + Majority.Of(voters + 1)).Should().BeGreaterThan(voters + 1));

    [Fact]
    public void Without_voters_there_is_no_bound() => Majority.Reached([]).Should().Be(long.MaxValue);

    [Fact]
    public void An_election_is_decided_when_the_missing_votes_cannot_change_it() =>
        Gen.Int[0, 2].Array[1, 9].Sample(answers =>
        {
            var members = Enumerable.Range(1, answers.Length).Select(id => new MemberId((ulong)id)).ToArray();
            var tally = new VoteTally();
            for (var i = 0; i < answers.Length; i++)
            {
                if (answers[i] != 2)
                {
                    tally.Record(members[i], answers[i] == 1);
                }
            }

            var granted = answers.Count(answer => answer == 1);
            var open = answers.Count(answer => answer == 2);
            var expected = granted * 2 > answers.Length ? VoteOutcome.Won
                : (granted + open) * 2 <= answers.Length ? VoteOutcome.Lost
                : VoteOutcome.Pending;

            tally.Outcome(Membership.Of(members)).Should().Be(expected);
        });
}
