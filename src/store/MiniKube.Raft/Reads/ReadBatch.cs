namespace MiniKube.Raft.Reads;

/// <summary>Reads of a follower that were sent to the leader together.</summary>
internal sealed class ReadBatch(ulong number, List<ulong> contexts)
{
    public ulong Number { get; } = number;

    public List<ulong> Contexts { get; } = contexts;

    /// <summary>Since it was sent first.</summary>
    public int Ticks { get; set; }
}
