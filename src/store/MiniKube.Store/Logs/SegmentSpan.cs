using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>A segment of the log: its first entry, and how many bytes are in use.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentSpan(LogIndex First, long Bytes);
