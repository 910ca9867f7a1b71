using System.Buffers;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Objects as they are: copies of the stored bytes.</summary>
internal sealed class FullFormat(ServedResource resource) : JsonFormat
{
    public override void WriteObject(StoredObject stored, IBufferWriter<byte> to) => resource.Write(stored, to);

    public override void WriteItem(StoredObject stored, IBufferWriter<byte> to) => resource.WriteItem(stored, to);

    public override void BeginList(ListMetadata metadata, IBufferWriter<byte> to) =>
        WriteListHead(metadata, resource.ListOpening.Span, ",\"items\":["u8, to);

    /// <summary>Copies, unless each would have to be converted.</summary>
    protected override object? SharedForm => resource.Definition.IsStoredAsItself ? null : resource;

    protected override void WriteBookmark(Revision at, bool endsInitialEvents, IBufferWriter<byte> to)
    {
        to.Write(resource.Opening.Span);
        to.Write("\"metadata\":"u8);
        WriteBookmarkMetadata(at, endsInitialEvents, to);
        to.Write("}"u8);
    }
}
