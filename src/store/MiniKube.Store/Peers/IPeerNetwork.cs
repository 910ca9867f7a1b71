namespace MiniKube.Store.Peers;

/// <summary>How members reach each other.</summary>
public interface IPeerNetwork
{
    /// <summary>Makes a member reachable, and others to it.</summary>
    /// <param name="self">Who it is.</param>
    /// <param name="inbox">Where it takes in what is sent to it.</param>
    IPeers Join(StoreIdentity self, IPeerInbox inbox);
}
