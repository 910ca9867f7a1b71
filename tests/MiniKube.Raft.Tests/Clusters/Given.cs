using System.Text;

namespace MiniKube.Raft.Tests.Clusters;

/// <summary>Members and messages as tests need them: member 1 under test, 2 and 3 (4, 5) played by the test.</summary>
internal static class Given
{
    public static readonly MemberId One = new(1);
    public static readonly MemberId Two = new(2);
    public static readonly MemberId Three = new(3);

    /// <summary>Without pre-vote and check-quorum, as in the paper.</summary>
    public static RaftOptions Paper { get; } = new() { Id = One, PreVote = false, CheckQuorum = false };

    public static RaftOptions Full { get; } = new() { Id = One };

    /// <summary>A follower in a term with entries of the given terms.</summary>
    public static TestMember Follower(RaftOptions options, long term = 1, int voters = 3, long committed = 0, params long[] entryTerms)
    {
        var log = new MemoryLog { HardState = new HardState(new Term(term), MemberId.None, new LogIndex(committed)) };
        log.Append([.. entryTerms.Select((entryTerm, place) => Entry(place + 1, entryTerm))]);
        var membership = Membership.Of([.. Enumerable.Range(1, voters).Select(id => new MemberId((ulong)id))]);
        var member = new TestMember(options, membership, jitter: 0, log);
        member.Run();
        return member;
    }

    /// <summary>Wins an election; its first entry is persisted, not answered by anybody.</summary>
    public static TestMember Leader(RaftOptions options, int voters = 3, params long[] entryTerms)
    {
        var member = Follower(options, entryTerms.DefaultIfEmpty(0).Max(), voters, 0, entryTerms);
        Win(member, voters);
        return member;
    }

    public static void Win(TestMember member, int voters)
    {
        member.Core.Campaign();
        member.Run();
        if (member.Core.Role == Role.PreCandidate)
        {
            Answer(member, voters, MessageKind.PreVoteAnswer, member.Core.Term.Next);
        }

        Answer(member, voters, MessageKind.VoteAnswer, member.Core.Term);
        member.Core.Role.Should().Be(Role.Leader);
    }

    /// <summary>The follower has everything, and says so.</summary>
    public static List<Message> Acknowledge(TestMember leader, MemberId follower) =>
        leader.Hear(From(follower, MessageKind.AppendAnswer, leader.Core.Term.Value) with { Index = leader.Core.Last });

    public static Message From(MemberId from, MessageKind kind, long term) =>
        new() { Kind = kind, From = from, To = One, Term = new Term(term) };

    public static Message Append(MemberId from, long term, long index, long logTerm, long commit, params Entry[] entries) => From(from, MessageKind.Append, term) with
    {
        Index = new LogIndex(index),
        LogTerm = new Term(logTerm),
        Commit = new LogIndex(commit),
        Entries = entries,
    };

    public static Message Vote(MemberId from, long term, long index, long logTerm) => From(from, MessageKind.Vote, term) with
    {
        Index = new LogIndex(index),
        LogTerm = new Term(logTerm),
    };

    public static Entry Entry(long index, long term) =>
        new(new LogIndex(index), new Term(term), EntryKind.Command, Encoding.UTF8.GetBytes($"{index}/{term}"));

    public static byte[] Command(string text) => Encoding.UTF8.GetBytes(text);

    private static void Answer(TestMember member, int voters, MessageKind kind, Term term)
    {
        for (var id = 2; id <= (voters / 2) + 1; id++)
        {
            member.Hear(From(new MemberId((ulong)id), kind, term.Value));
        }
    }
}
