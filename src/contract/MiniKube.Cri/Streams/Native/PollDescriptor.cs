using System.Runtime.InteropServices;

namespace MiniKube.Cri.Streams.Native;

/// <summary>What poll(2) is asked and answers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Asked;
    public short Answered;
}
