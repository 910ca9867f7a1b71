namespace MiniKube.Raft;

/// <summary>How a leader sends to a follower.</summary>
public enum ProgressState : byte
{
    /// <summary>One append at a time, until it is known where the logs part.</summary>
    Probe,

    /// <summary>Appends follow each other without waiting for answers.</summary>
    Replicate,

    /// <summary>Nothing but heartbeats, until the snapshot is there.</summary>
    Snapshot,
}
