namespace MiniKube.Raft;

/// <summary>What the core knows of a snapshot: the last entry it covers, and the membership there.</summary>
public sealed record SnapshotMark(LogIndex Index, Term Term, Membership Membership);
