using System.Runtime.InteropServices;
using MiniKube.Mvcc;
using MiniKube.Raft;

namespace MiniKube.Store.Snapshots;

/// <summary>Of what a snapshot is.</summary>
/// <param name="Index">The last log entry it covers.</param>
/// <param name="Term">That entry's term.</param>
/// <param name="Revision">The state's revision.</param>
/// <param name="Compacted">How far the log had compacted by then, which may be less than what the snapshot lacks.</param>
/// <param name="Count">How many keys it holds.</param>
/// <param name="LeaseCount">How many leases come after them.</param>
/// <param name="LeaseChanges">How many leases were granted and revoked until then.</param>
/// <param name="Cluster">Whose it is; the members of a cluster have the same ones.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SnapshotHeader(
    LogIndex Index, Term Term, Revision Revision, Revision Compacted, long Count, long LeaseCount, long LeaseChanges, ulong Cluster);
