using MiniKube.Raft;
using MiniKube.Store.Logs;

namespace MiniKube.Store.Tests.Logs;

/// <summary>What a log should hold.</summary>
internal sealed class LogModel
{
    public List<string> Entries { get; private set; } = [];

    public LogIndex First { get; private set; } = new(1);

    public Term Term { get; private set; }

    public void Become(LogModel other)
    {
        Entries = other.Entries;
        First = other.First;
        Term = other.Term;
    }

    /// <summary>Draws the next call, and what the log should hold after it.</summary>
    public LogModel Step(Random random, out Action<MemberLog> act)
    {
        var term = random.Next(3) == 0 ? Term.Next : Term;
        if (random.Next(12) == 0)
        {
            var covered = First + (Entries.Count + random.Next(-3, 4));
            if (covered > First)
            {
                act = log => log.Restart(new SnapshotMark(covered, Term, Membership.Empty));
                return new LogModel { First = covered.Next, Term = Term };
            }
        }

        // A replacement belongs to a new term, as in the protocol.
        var kept = term > Term ? random.Next(Entries.Count + 1) : Entries.Count;
        var from = First + kept;
        var entries = Enumerable.Range(0, random.Next(term > Term && kept == Entries.Count ? 0 : 1, 5))
            .Select(offset => OpenLog.Entry((from + offset).Value, term.Value, new string('x', random.Next(200)))).ToList();
        kept = entries.Count == 0 ? Entries.Count : kept;
        act = log => log.Append(log.HardState with { Term = term }, entries);
        return new LogModel { First = First, Term = term, Entries = [.. Entries.Take(kept), .. entries.Select(OpenLog.Describe)] };
    }
}
