using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>A segment of the log: its place, the entry that was next when it began, how many bytes are in use.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentSpan(long Sequence, LogIndex First, Term PreviousTerm, ulong Salt, long Bytes);
