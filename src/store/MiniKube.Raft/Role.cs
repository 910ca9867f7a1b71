namespace MiniKube.Raft;

public enum Role : byte
{
    Follower,

    /// <summary>Asks whether it could win.</summary>
    PreCandidate,
    Candidate,
    Leader,
}
