namespace MiniKube.Raft;

/// <summary>
/// What the owner has to do, in this order: send <see cref="SendBeforePersisting"/>; make <see cref="Snapshot"/>, <see cref="HardState"/> and
/// <see cref="Entries"/> durable, the two last in one atomic write; send <see cref="SendAfterPersisting"/>; apply <see cref="Committed"/>; answer
/// <see cref="Reads"/>; call <see cref="RaftCore.Advance"/>. The lists are used again after that.
/// </summary>
public sealed class Ready
{
    /// <summary>Null: as before.</summary>
    public HardState? HardState { get; internal set; }

    /// <summary>False: what is to be written may wait in the system's memory.</summary>
    public bool MustSync { get; internal set; }

    /// <summary>Its data is here already. Replaces the state and the whole log: no entry of before may be left, before or behind it.</summary>
    public SnapshotMark? Snapshot { get; internal set; }

    /// <summary>To append. When the first index is not behind the log's last, what stands there and behind is cut off with it.</summary>
    public IReadOnlyList<Entry> Entries => EntryList;

    /// <summary>May leave while the disk works.</summary>
    public IReadOnlyList<Message> SendBeforePersisting => BeforeList;

    /// <summary>Promise what is being persisted.</summary>
    public IReadOnlyList<Message> SendAfterPersisting => AfterList;

    /// <summary>To apply, in order; durable here since an earlier Ready.</summary>
    public IReadOnlyList<Entry> Committed => CommittedList;

    public IReadOnlyList<ReadState> Reads => ReadList;

    /// <summary>Numbers of forwarded proposals that the leader has not taken.</summary>
    public IReadOnlyList<ulong> Refused => RefusedList;

    internal List<Entry> EntryList { get; } = [];

    internal List<Message> BeforeList { get; set; } = [];

    internal List<Message> AfterList { get; set; } = [];

    internal List<Entry> CommittedList { get; } = [];

    internal List<ReadState> ReadList { get; set; } = [];

    internal List<ulong> RefusedList { get; set; } = [];
}
