using System.Runtime.InteropServices;

namespace MiniKube.Raft.Reads;

/// <summary>A read that waits at the leader.</summary>
/// <param name="From">The follower that asks; None: this member.</param>
/// <param name="Context">The asker's number.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PendingRead(MemberId From, ulong Context);
