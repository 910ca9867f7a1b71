using System.Runtime.CompilerServices;
using MiniKube.Raft;
using MiniKube.Simulation.Tests.Members;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests.Checks;

/// <summary>The promises of the paper's figure 3, held against all that the members do, at every step.</summary>
internal sealed class SafetyChecks
{
    private readonly Dictionary<Term, MemberId> _leaders = [];
    private readonly Dictionary<(LogIndex Index, Term Term), (Term Before, ulong Hash)> _entries = [];
    private readonly Dictionary<LogIndex, (Term Term, Term CommittedIn)> _committed = [];
    private readonly Dictionary<long, ulong> _states = [];
    private readonly Dictionary<MemberId, LogIndex> _appliedBy = [];
    private readonly Dictionary<MemberId, (int Incarnation, Term Term, LogIndex Committed)> _seen = [];

    private readonly Dictionary<MemberId, Term> _durableTerms = [];

    public LogIndex CommittedMax { get; private set; }

    public int Leaderships => _leaders.Count;

    public LogIndex AppliedBy(MemberId member) => _appliedBy.GetValueOrDefault(member);

    /// <summary>Election safety, leader completeness; terms and commit indexes never go back.</summary>
    public void Observe(SimulatedMember member)
    {
        var seen = _seen.GetValueOrDefault(member.Id);
        if (seen.Incarnation != member.Incarnation)
        {
            _appliedBy[member.Id] = member.Applied;
            seen = (member.Incarnation, _durableTerms.GetValueOrDefault(member.Id), member.Committed);
        }

        Require(member.Term >= seen.Term, $"member {member.Id} went back from term {seen.Term} to {member.Term}");
        Require(member.Committed >= seen.Committed, $"member {member.Id} took back its commit index from {seen.Committed} to {member.Committed}");
        if (member.Role == Role.Leader && _leaders.TryAdd(member.Term, member.Id))
        {
            RequireCompleteness(member);
        }

        Require(
            member.Role != Role.Leader || _leaders[member.Term] == member.Id,
            $"term {member.Term} has two leaders: {_leaders.GetValueOrDefault(member.Term)} and {member.Id}");
        _seen[member.Id] = (member.Incarnation, member.Term, member.Committed);
    }

    /// <summary>A member has promised to remember this term.</summary>
    public void Remembers(MemberId member, Term term) => _durableTerms[member] = term;

    /// <summary>Log matching: an entry of one index and term is one entry, and so is the one before it.</summary>
    public void Written(MemberId member, List<Entry> entries, Term before)
    {
        foreach (var entry in entries)
        {
            Require(entry.Term >= before, $"member {member} has entry {entry.Index} of term {entry.Term} behind one of term {before}");
            RequireSame(member, entry, before);
            before = entry.Term;
        }
    }

    /// <summary>State machine safety: all apply the same, each place once and in order.</summary>
    /// <param name="member">Who.</param>
    /// <param name="index">Which entry.</param>
    /// <param name="term">Its term.</param>
    /// <param name="memberTerm">That of the member, and so no earlier than the one in which the entry was committed.</param>
    /// <param name="state">What comes of it; null where that is compared elsewhere.</param>
    public void Applied(MemberId member, LogIndex index, Term term, Term memberTerm, ulong? state)
    {
        var last = AppliedBy(member);
        Require(index == last.Next, $"member {member} applies entry {index} after {last}");
        _appliedBy[member] = index;
        Commit(member, index, term, memberTerm);
        if (state is { } hash)
        {
            RequireState(member, index.Value, hash);
        }
    }

    /// <summary>The state is another member's from now on.</summary>
    public void Installed(MemberId member, LogIndex index, ulong? state)
    {
        _appliedBy[member] = index;
        if (state is { } hash)
        {
            RequireState(member, index.Value, hash);
        }
    }

    /// <summary>All have the same after the same.</summary>
    /// <param name="member">Who.</param>
    /// <param name="version">What numbers the states.</param>
    /// <param name="state">The state's hash.</param>
    public void RequireState(MemberId member, long version, ulong state)
    {
        if (!_states.TryAdd(version, state))
        {
            Require(_states[version] == state, $"member {member} is in another state after {version} than others");
        }
    }

    /// <summary>Nothing that was committed is lost: all members of the last membership have it.</summary>
    public void RequireConvergence(IReadOnlyList<SimulatedMember> members)
    {
        foreach (var member in members)
        {
            Require(
                AppliedBy(member.Id) >= CommittedMax,
                $"member {member.Id} has applied up to {AppliedBy(member.Id)}, long after all faults; committed is {CommittedMax}");
        }

        Require(members.Select(member => member.StateHash).Distinct().Count() == 1, $"the members' states differ");
    }

    private void RequireCompleteness(SimulatedMember member)
    {
        foreach (var (index, (term, committedIn)) in _committed)
        {
            Require(
                committedIn >= member.Term || index <= member.Applied || member.TermAt(index) == term,
                $"member {member.Id} leads term {member.Term} without entry {index} of term {term}, which was committed in term {committedIn}");
        }
    }

    private void Commit(MemberId member, LogIndex index, Term term, Term committedIn)
    {
        if (!_committed.TryAdd(index, (term, committedIn)))
        {
            Require(_committed[index].Term == term, $"member {member} has entry {index} of term {term} committed, others that of term {_committed[index].Term}");
        }

        CommittedMax = LogIndex.Max(CommittedMax, index);
    }

    private void RequireSame(MemberId member, in Entry entry, Term before)
    {
        var hash = 17UL;
        foreach (var value in entry.Data.Span)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        if (!_entries.TryAdd((entry.Index, entry.Term), (before, hash)))
        {
            var other = _entries[(entry.Index, entry.Term)];
            Require(other.Before == before, $"member {member} has entry {entry.Index} of term {entry.Term} behind one of term {before}, others behind one of term {other.Before}");
            Require(other.Hash == hash, $"member {member} has another entry {entry.Index} of term {entry.Term} than others");
        }
    }

    private static void Require(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref ViolationText text)
    {
        if (!condition)
        {
            throw new SafetyViolationException(text.ToString());
        }
    }
}
