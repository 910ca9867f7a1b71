using System.Runtime.InteropServices;
using MiniKube.Raft;

namespace MiniKube.Store;

/// <summary>Which member of which cluster. Stands in every file of the log, so that another member's is never taken for one's own.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StoreIdentity(ulong Cluster, MemberId Member)
{
    public override string ToString() => $"member {Member.Value:x} of cluster {Cluster:x}";
}
