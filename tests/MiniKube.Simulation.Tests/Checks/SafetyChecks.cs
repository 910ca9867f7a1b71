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
    private readonly Dictionary<LogIndex, (Term Term, ulong State)> _applied = [];
    private readonly Dictionary<MemberId, LogIndex> _appliedBy = [];
    private readonly Dictionary<MemberId, (int Incarnation, Term Term, LogIndex Committed)> _seen = [];

    private readonly Dictionary<MemberId, Term> _durableTerms = [];

    public LogIndex CommittedMax { get; private set; }

    public int Leaderships => _leaders.Count;

    public LogIndex AppliedBy(MemberId member) => _appliedBy.GetValueOrDefault(member);

    /// <summary>Election safety, leader completeness; terms and commit indexes never go back.</summary>
    public void Observe(SimulatedMember member)
    {
        var core = member.Core!;
        var seen = _seen.GetValueOrDefault(member.Id);
        if (seen.Incarnation != member.Incarnation)
        {
            _appliedBy[member.Id] = core.Applied;
            seen = (member.Incarnation, _durableTerms.GetValueOrDefault(member.Id), core.Committed);
        }

        Require(core.Term >= seen.Term, $"member {member.Id} went back from term {seen.Term} to {core.Term}");
        Require(core.Committed >= seen.Committed, $"member {member.Id} took back its commit index from {seen.Committed} to {core.Committed}");
        if (core.Role == Role.Leader && _leaders.TryAdd(core.Term, member.Id))
        {
            RequireCompleteness(member);
        }

        Require(
            core.Role != Role.Leader || _leaders[core.Term] == member.Id,
            $"term {core.Term} has two leaders: {_leaders.GetValueOrDefault(core.Term)} and {member.Id}");
        _seen[member.Id] = (member.Incarnation, core.Term, core.Committed);
    }

    /// <summary>A member has promised to remember this term.</summary>
    public void Remembers(MemberId member, Term term) => _durableTerms[member] = term;

    /// <summary>Log matching: an entry of one index and term is one entry, and so is the one before it.</summary>
    public void Written(MemberId member, IReadOnlyList<Entry> entries, SimulatedLog log)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var before = log.TermAt(entries[0].Index.Previous) ?? throw new SafetyViolationException($"member {member} has no entry before {entries[0].Index}");
        foreach (var entry in entries)
        {
            Require(entry.Term >= before, $"member {member} has entry {entry.Index} of term {entry.Term} behind one of term {before}");
            RequireSame(member, entry, before);
            before = entry.Term;
        }

        for (var index = entries[^1].Index.Next; index <= log.Last; index = index.Next)
        {
            RequireSame(member, log[index], log.TermAt(index.Previous)!.Value);
        }
    }

    /// <summary>The same of all that a member finds when it starts.</summary>
    public void Opened(MemberId member, SimulatedLog log)
    {
        var before = log.TermAt(log.First.Previous)!.Value;
        for (var index = log.First; index <= log.Last; index = index.Next)
        {
            Require(log[index].Term >= before, $"member {member} finds entry {index} of term {log[index].Term} behind one of term {before}");
            RequireSame(member, log[index], before);
            before = log[index].Term;
        }
    }

    /// <summary>State machine safety: all apply the same, each place once and in order.</summary>
    public void Applied(MemberId member, Entry entry, ulong state, Term term)
    {
        var last = AppliedBy(member);
        Require(entry.Index == last.Next, $"member {member} applies entry {entry.Index} after {last}");
        _appliedBy[member] = entry.Index;
        Commit(member, entry.Index, entry.Term, term);
        RequireState(member, entry.Index, entry.Term, state);
    }

    public void Installed(MemberId member, SnapshotMark snapshot, KeyValueState state)
    {
        _appliedBy[member] = snapshot.Index;
        RequireState(member, snapshot.Index, snapshot.Term, state.Hash);
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

        Require(members.Select(member => member.State.Hash).Distinct().Count() == 1, $"the members' states differ");
    }

    private void RequireCompleteness(SimulatedMember member)
    {
        var core = member.Core!;
        foreach (var (index, (term, committedIn)) in _committed)
        {
            Require(
                committedIn >= core.Term || index <= core.Applied || core.TermAt(index) == term,
                $"member {member.Id} leads term {core.Term} without entry {index} of term {term}, which was committed in term {committedIn}");
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

    private void RequireState(MemberId member, LogIndex index, Term term, ulong state)
    {
        if (!_applied.TryAdd(index, (term, state)))
        {
            Require(_applied[index] == (term, state), $"member {member} is in another state after entry {index} of term {term} than others");
        }
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
