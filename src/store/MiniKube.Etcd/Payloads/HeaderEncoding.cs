using System.Runtime.InteropServices;

namespace MiniKube.Etcd.Payloads;

/// <summary>What comes with every answer, as a value.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeaderEncoding(ulong Cluster, ulong Member, long Revision, long Term)
{
    public int Size => ProtoSize.Number(Cluster) + ProtoSize.Number(Member) + ProtoSize.Number(Revision) + ProtoSize.Number(Term);

    public void Write(ProtoWriter writer)
    {
        writer.Begin(1, Size);
        writer.Number(1, Cluster);
        writer.Number(2, Member);
        writer.Number(3, Revision);
        writer.Number(4, Term);
    }
}
