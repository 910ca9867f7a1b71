using System.Buffers;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Only the metadata of objects, as <c>PartialObjectMetadata</c>: copies of the stored bytes too.</summary>
internal sealed class MetadataFormat : JsonFormat
{
    private static ReadOnlySpan<byte> Opening => "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\","u8;

    private static ReadOnlySpan<byte> ListOpening => "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1\","u8;

    public override void WriteObject(StoredObject stored, IBufferWriter<byte> to) => WritePartial(stored, to);

    public override void WriteItem(StoredObject stored, IBufferWriter<byte> to) => WritePartial(stored, to);

    public override void BeginList(ListMetadata metadata, IBufferWriter<byte> to) =>
        WriteListHead(metadata, ListOpening, ",\"items\":["u8, to);

    protected override void WriteBookmark(Revision at, bool endsInitialEvents, IBufferWriter<byte> to)
    {
        to.Write(Opening);
        to.Write("\"metadata\":"u8);
        WriteBookmarkMetadata(at, endsInitialEvents, to);
        to.Write("}"u8);
    }

    internal static void WritePartial(StoredObject stored, IBufferWriter<byte> to)
    {
        to.Write(Opening);
        to.Write("\"metadata\":"u8);
        stored.WriteMetadataTo(to);
        to.Write("}"u8);
    }
}
