using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>What stands before the entries of a frame.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHeader(LogIndex First, int Count, int PayloadLength, uint PayloadChecksum)
{
    /// <summary>The whole frame, padding included.</summary>
    public int Length => Segment.FrameLength(PayloadLength);
}
