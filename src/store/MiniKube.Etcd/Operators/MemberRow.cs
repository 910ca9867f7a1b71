using MiniKube.Store;

namespace MiniKube.Etcd.Operators;

/// <summary>A member as an operator sees it.</summary>
/// <param name="Member">Who it is.</param>
/// <param name="IsLeader">Whether the others follow it.</param>
public sealed record MemberRow(StoreMember Member, bool IsLeader);
