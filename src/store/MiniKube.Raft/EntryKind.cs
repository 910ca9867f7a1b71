namespace MiniKube.Raft;

/// <summary>What an entry of the log is for. The numbers are kept on disk.</summary>
public enum EntryKind : byte
{
    /// <summary>For the state machine.</summary>
    Command = 0,

    /// <summary>A <see cref="MembershipChange"/>.</summary>
    Membership = 1,

    /// <summary>A new leader's first entry: it commits what earlier leaders left.</summary>
    Empty = 2,
}
