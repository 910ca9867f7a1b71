using System.Runtime.InteropServices;

namespace MiniKube.Raft;

/// <summary>One place of the log. The bytes never change once they are here.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Entry(LogIndex Index, Term Term, EntryKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>What counts against the bounds in bytes: the data, and something for its frame.</summary>
    public long Bytes => Data.Length + FrameBytes;

    private const int FrameBytes = 32;

    public override string ToString() => $"{Index}/{Term} {Kind} {Data.Length}B";
}
