using MiniKube.Raft;

namespace MiniKube.Store;

/// <summary>A member of a replicated store.</summary>
/// <param name="Id">Who it is.</param>
/// <param name="Contact">Its name and addresses.</param>
/// <param name="IsLearner">It follows and counts in no quorum.</param>
public sealed record StoreMember(MemberId Id, MemberContact Contact, bool IsLearner);
