using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>What stands before the entries of a frame.</summary>
/// <param name="First">The first entry, or the next one when the frame has none. Entries from there on that stand in earlier frames count no more.</param>
/// <param name="Count">How many entries there are.</param>
/// <param name="HardState">As it is from this frame on.</param>
/// <param name="PayloadLength">How many bytes the entries take.</param>
/// <param name="PayloadChecksum">The checksum of the entries as they lie there.</param>
/// <param name="Mask">What lies over them; see <see cref="FrameMask"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHeader(LogIndex First, int Count, HardState HardState, int PayloadLength, uint PayloadChecksum, ulong Mask)
{
    /// <summary>The whole frame, padding included.</summary>
    public int Length => Segment.FrameLength(PayloadLength);

    /// <summary>The last entry; the one before <see cref="First"/> when the frame has none.</summary>
    public LogIndex Last => new(First.Value + Count - 1);
}
