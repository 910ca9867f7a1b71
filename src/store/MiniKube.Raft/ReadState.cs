using System.Runtime.InteropServices;

namespace MiniKube.Raft;

/// <summary>The answer to <see cref="RaftCore.ReadIndex"/>.</summary>
/// <param name="Context">The caller's.</param>
/// <param name="Index">Serve when applied up to here; null: refused, there is no leader to ask.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReadState(ulong Context, LogIndex? Index);
