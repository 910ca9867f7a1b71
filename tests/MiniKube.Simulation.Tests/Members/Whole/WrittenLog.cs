using MiniKube.Raft;
using MiniKube.Simulation.Tests.Checks;
using MiniKube.Store.Logs;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>What a member's log was seen to hold, so that only what is new has to be checked.</summary>
internal sealed class WrittenLog(SafetyChecks checks, MemberId member)
{
    private readonly Dictionary<LogIndex, Term> _seen = [];
    private readonly List<Entry> _entries = [];

    /// <summary>A member has started: all that it found is new.</summary>
    public void Opened(MemberLog log)
    {
        _seen.Clear();
        Look(log);
    }

    public void Look(MemberLog log)
    {
        checks.Remembers(member, log.HardState.Term);
        var first = log.Last.Next;
        while (first > log.First && log.TermAt(first.Previous) is { } term && (!_seen.TryGetValue(first.Previous, out var seen) || seen != term))
        {
            first = first.Previous;
        }

        if (first > log.Last)
        {
            return;
        }

        _entries.Clear();
        while (_entries.Count == 0 || _entries[^1].Index < log.Last)
        {
            log.Read(_entries.Count == 0 ? first : _entries[^1].Index.Next, log.Last, long.MaxValue, _entries);
        }

        checks.Written(member, _entries, log.TermAt(first.Previous)!.Value);
        foreach (var entry in _entries)
        {
            _seen[entry.Index] = entry.Term;
        }
    }
}
