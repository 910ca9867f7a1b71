using MiniKube.Raft;

namespace MiniKube.Store.Peers;

/// <summary>How far a snapshot has come.</summary>
public sealed record SnapshotAnswer
{
    public required MemberId From { get; init; }

    public required MemberId To { get; init; }

    public required LogIndex Index { get; init; }

    /// <summary>Where the file is to go on; its length when all is there.</summary>
    public required long Next { get; init; }

    /// <summary>The file as a whole was not what it should be.</summary>
    public bool IsRefused { get; init; }
}
