using MiniKube.Mvcc;
using MiniKube.Raft;

namespace MiniKube.Store.Journals;

/// <summary>Where a segment of the log ends, and the state there.</summary>
internal sealed record SnapshotPoint(LogIndex Index, MvccState State);
