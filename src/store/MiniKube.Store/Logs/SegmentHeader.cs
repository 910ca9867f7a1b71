using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>What stands at the beginning of a log file.</summary>
/// <param name="First">The first entry of the segment.</param>
/// <param name="Salt">Chosen anew for each segment, so that no bytes from elsewhere can pass for its frames.</param>
/// <param name="Length">How long the file was made, in bytes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentHeader(LogIndex First, ulong Salt, int Length);
