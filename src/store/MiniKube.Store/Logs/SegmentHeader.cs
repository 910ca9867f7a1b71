using MiniKube.Raft;

namespace MiniKube.Store.Logs;

/// <summary>What stands at the beginning of a log file.</summary>
internal sealed record SegmentHeader
{
    /// <summary>The segment's place in the row of all segments; also its name.</summary>
    public required long Sequence { get; init; }

    /// <summary>The entry that was to be written next when the segment began.</summary>
    public required LogIndex First { get; init; }

    /// <summary>The term of the entry before <see cref="First"/>.</summary>
    public required Term PreviousTerm { get; init; }

    /// <summary>Chosen anew for each segment, so that no bytes from elsewhere can pass for its frames.</summary>
    public required ulong Salt { get; init; }

    /// <summary>How long the file was made, in bytes.</summary>
    public required int Length { get; init; }

    public required StoreIdentity Identity { get; init; }

    /// <summary>As it was when the segment began; each frame goes on with its own.</summary>
    public required HardState HardState { get; init; }

    /// <summary>The log begins here, behind a snapshot that came from another member; segments before it count no more.</summary>
    public bool IsRestart { get; init; }
}
