namespace MiniKube.Raft.Quorums;

internal enum VoteOutcome : byte
{
    Pending,
    Won,
    Lost,
}
