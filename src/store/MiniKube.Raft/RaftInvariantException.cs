namespace MiniKube.Raft;

/// <summary>Something that cannot be has happened: a bug, or a disk that forgot. The member must stop, not go on.</summary>
public sealed class RaftInvariantException(string message) : Exception(message);
