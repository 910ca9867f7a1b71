namespace MiniKube.Raft;

/// <summary>
/// The log as the owner keeps it: what was in each <see cref="Ready"/> that was advanced, and nothing newer. Never blocks;
/// recent entries come from memory.
/// </summary>
public interface ILogReader
{
    /// <summary>The first entry that is still there; one after <see cref="Last"/> when none is.</summary>
    LogIndex First { get; }

    /// <summary>The last entry; the snapshot's when there is none behind it, 0 in a new log.</summary>
    LogIndex Last { get; }

    /// <summary>The newest that could be sent to a peer; the log goes on right behind it or earlier.</summary>
    SnapshotMark Snapshot { get; }

    /// <summary>Null where the entry is compacted away or not there yet. Known too for the place before <see cref="First"/> (0 in a new log).</summary>
    Term? TermAt(LogIndex index);

    /// <summary>Adds the entries of the closed range, as many as fit the bytes, but one at least.</summary>
    void Read(LogIndex from, LogIndex to, long bytesMax, List<Entry> into);
}
