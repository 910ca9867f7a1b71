using System.Collections.Concurrent;
using MiniKube.Raft;
using MiniKube.Store.Peers;

namespace MiniKube.Store.Tests.Clusters;

/// <summary>Members of one process that reach each other by calls. Members can be cut off from all others.</summary>
internal sealed class LoopbackNetwork : IPeerNetwork
{
    private readonly ConcurrentDictionary<MemberId, IPeerInbox> _inboxes = new();
    private readonly ConcurrentDictionary<MemberId, bool> _cutOff = new();

    private long _newestTerm;

    /// <summary>The newest leadership of which a message has told; setting an older one changes nothing.</summary>
    public Term NewestTerm
    {
        get => new(Volatile.Read(ref _newestTerm));
        set => Volatile.Write(ref _newestTerm, Math.Max(value.Value, _newestTerm));
    }

    /// <summary>Which messages are lost on their way.</summary>
    public Func<Message, bool> Loses { get; set; } = static _ => false;

    public IPeers Join(StoreIdentity self, IPeerInbox inbox)
    {
        _inboxes[self.Member] = inbox;
        return new LoopbackPeers(this, self.Member);
    }

    public void CutOff(MemberId member) => _cutOff[member] = true;

    public void Heal(MemberId member) => _cutOff.TryRemove(member, out _);

    public void Leave(MemberId member) => _inboxes.TryRemove(member, out _);

    /// <summary>Where a member takes in what is sent to it; null when it cannot be reached.</summary>
    public IPeerInbox? Find(MemberId from, MemberId to) =>
        _cutOff.ContainsKey(from) || _cutOff.ContainsKey(to) ? null : _inboxes.GetValueOrDefault(to);
}
