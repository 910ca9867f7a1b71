using System.Runtime.InteropServices;

namespace MiniKube.Raft;

/// <summary>What a member must find again after a restart.</summary>
/// <param name="Term">The latest it has seen.</param>
/// <param name="VotedFor">Who got its vote in that term.</param>
/// <param name="Committed">How far it knew the log to be committed; may lag.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct HardState(Term Term, MemberId VotedFor, LogIndex Committed);
