using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Members;

namespace MiniKube.Store.Snapshots;

/// <summary>What a member has after an entry of the log: what a snapshot holds.</summary>
/// <param name="Index">The entry.</param>
/// <param name="Term">Its term.</param>
/// <param name="Roster">Who belongs to the cluster.</param>
/// <param name="State">The keys.</param>
internal sealed record StatePoint(LogIndex Index, Term Term, Roster Roster, MvccState State)
{
    public static readonly StatePoint Beginning = new(LogIndex.Zero, Term.Zero, Roster.Empty, MvccState.Empty);

    /// <summary>As the consensus core wants to know it.</summary>
    public SnapshotMark Mark => new(Index, Term, Roster.Membership);
}
