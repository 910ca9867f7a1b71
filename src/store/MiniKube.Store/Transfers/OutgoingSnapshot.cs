using MiniKube.Raft;
using MiniKube.Store.Disks;

namespace MiniKube.Store.Transfers;

/// <summary>A snapshot's file on its way to one member. It is deleted only when nobody is sent it any more.</summary>
internal sealed class OutgoingSnapshot(LogIndex index, IDiskFile file, long now) : IDisposable
{
    public LogIndex Index { get; } = index;

    public long Length { get; } = file.Length;

    /// <summary>From where on bytes are to be sent.</summary>
    public long Offset { get; set; }

    /// <summary>The tick at which a part was sent last.</summary>
    public long SentAt { get; set; } = now;

    /// <summary>The tick at which the receiver was heard last.</summary>
    public long HeardAt { get; private set; } = now;

    public void Heard(long at) => HeardAt = at;

    /// <summary>The bytes at <see cref="Offset"/>.</summary>
    public byte[] ReadNext(int bytesMax)
    {
        var bytes = new byte[Math.Min(bytesMax, Length - Offset)];
        _ = file.Read(bytes, Offset);
        return bytes;
    }

    public void Dispose() => file.Dispose();
}
