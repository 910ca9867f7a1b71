using System.Runtime.InteropServices;

namespace MiniKube.Raft;

/// <summary>What a leader knows of a peer, for status and metrics.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PeerStatus(
    MemberId Member, LogIndex Match, LogIndex Next, ProgressState State, bool IsLearner, bool IsActive, int Inflight);
