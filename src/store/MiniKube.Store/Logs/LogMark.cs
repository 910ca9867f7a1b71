using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>A frame that begins with an entry: in which segment, and where.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogMark(LogIndex First, long Sequence, int Offset);
