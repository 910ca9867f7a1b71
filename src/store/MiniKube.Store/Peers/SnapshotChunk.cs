using MiniKube.Raft;

namespace MiniKube.Store.Peers;

/// <summary>A part of a snapshot's file on its way to a member that lags.</summary>
public sealed record SnapshotChunk
{
    public required MemberId From { get; init; }

    public required MemberId To { get; init; }

    /// <summary>The sender's term.</summary>
    public required Term Term { get; init; }

    /// <summary>What the snapshot covers.</summary>
    public required LogIndex Index { get; init; }

    /// <summary>Where in the file the bytes belong.</summary>
    public required long Offset { get; init; }

    /// <summary>How long the file is.</summary>
    public required long Length { get; init; }

    /// <summary>CRC-32C of the bytes.</summary>
    public required uint Checksum { get; init; }

    public required ReadOnlyMemory<byte> Bytes { get; init; }
}
