using MiniKube.Etcd.Payloads;
using MiniKube.Mvcc;
using MiniKube.Store;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Front;

/// <summary>What a front is in front of.</summary>
/// <param name="Store">The keys.</param>
/// <param name="Leases">The leases of that store.</param>
/// <param name="Snapshots">The whole of it.</param>
/// <param name="Membership">The members.</param>
public sealed record EtcdBackend(IStore Store, ILeases Leases, ISnapshotSource Snapshots, IStoreMembership Membership)
{
    /// <summary>Events that several watches send.</summary>
    internal EncodedEvents Events { get; } = new();

    internal Wire.ResponseHeader Header(Revision at) => new()
    {
        ClusterId = Membership.Identity.Cluster,
        MemberId = Membership.Identity.Member.Value,
        RaftTerm = (ulong)Membership.Term.Value,
        Revision = at.Value,
    };

    /// <summary>The same, for answers that are written without message objects.</summary>
    internal HeaderEncoding HeaderEncoding(Revision at) =>
        new(Membership.Identity.Cluster, Membership.Identity.Member.Value, at.Value, Membership.Term.Value);

    /// <summary>For answers that are of no certain revision: the newest that was seen.</summary>
    internal Wire.ResponseHeader Header() => Header(Store.Applied);
}
