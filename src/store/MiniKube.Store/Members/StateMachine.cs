using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Commands;
using MiniKube.Store.Loops;
using MiniKube.Store.Snapshots;

namespace MiniKube.Store.Members;

/// <summary>What the entries of the log have made so far: keys, and who belongs to the cluster. The same entries make the same.</summary>
internal sealed class StateMachine
{
    public StateMachine(StatePoint begin)
    {
        Replace(begin);
    }

    public MvccState State { get; private set; } = MvccState.Empty;

    public Roster Roster { get; private set; } = Roster.Empty;

    /// <summary>The last entry that was applied.</summary>
    public LogIndex Applied { get; private set; }

    /// <summary>That entry's term.</summary>
    public Term Term { get; private set; }

    /// <summary>As it is now.</summary>
    public StatePoint Newest => new(Applied, Term, Roster, State);

    /// <summary>As it is now, to be kept; without history, which must not be kept alive by it.</summary>
    public StatePoint Point =>
        new(Applied, Term, Roster, State.WithoutHistory());

    /// <summary>Goes on from a snapshot.</summary>
    public void Replace(StatePoint point)
    {
        State = point.State;
        Roster = point.Roster;
        Applied = point.Index;
        Term = point.Term;
    }

    /// <summary>Applies the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="own">Who waits for it, so that it need not be decoded; null for nobody.</param>
    /// <param name="events">What it has changed.</param>
    public void Apply(Entry entry, Proposal? own, out ImmutableArray<KeyEvent> events)
    {
        if (entry.Index != Applied.Next)
        {
            throw new InvalidOperationException($"entry {entry.Index} cannot be applied after {Applied}");
        }

        events = [];
        switch (entry.Kind)
        {
            case EntryKind.Command when own is not null:
                State = own.Apply(State, out events);
                break;
            case EntryKind.Command:
                (State, events) = CommandReader.Apply(State, entry.Data.Span[Envelope.Read(entry.Data.Span).Length..]);
                break;
            case EntryKind.Membership:
                Roster = Roster.Apply(ChangeOf(entry));
                break;
            case EntryKind.Empty:
                break;
            case var unknown:
                throw new InvalidDataException($"unknown kind of entry {unknown}; was the store written by a newer version?");
        }

        Applied = entry.Index;
        Term = entry.Term;
    }

    public static MembershipChange ChangeOf(Entry entry) =>
        MembershipChange.TryDecode(entry.Data) ?? throw new InvalidDataException($"entry {entry.Index} is no change of the membership");
}
