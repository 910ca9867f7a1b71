using System.Buffers;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Writes objects, lists and watch objects in one of the forms that clients ask for.</summary>
internal abstract class ObjectFormat
{
    public static ObjectFormat Of(ResponseForm form, ServedResource resource, string includeObject, DateTimeOffset now) => form switch
    {
        ResponseForm.Table => new TableFormat(resource, includeObject, now),
        ResponseForm.Metadata => new MetadataFormat(),
        _ => new FullFormat(resource),
    };

    /// <summary>One object as a document of its own.</summary>
    public abstract void WriteObject(StoredObject stored, IBufferWriter<byte> to);

    /// <summary>A list up to its first item.</summary>
    public abstract void BeginList(ListMetadata metadata, IBufferWriter<byte> to);

    /// <summary>An item of a list, without a comma.</summary>
    public abstract void WriteItem(StoredObject stored, IBufferWriter<byte> to);

    /// <summary>What a bookmark carries.</summary>
    public abstract void WriteBookmark(Revision at, bool endsInitialEvents, IBufferWriter<byte> to);

    public void EndList(IBufferWriter<byte> to) => to.Write("]}"u8);

    /// <summary>Writes <c>"metadata":{"resourceVersion":"…"}</c> with the annotation that ends the initial events.</summary>
    protected static void WriteBookmarkMetadata(Revision at, bool endsInitialEvents, IBufferWriter<byte> to)
    {
        to.Write("\"metadata\":{\"resourceVersion\":\""u8);
        var span = to.GetSpan(20);
        at.Value.TryFormat(span, out var digits);
        to.Advance(digits);
        to.Write("\",\"creationTimestamp\":null"u8);
        if (endsInitialEvents)
        {
            to.Write(",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}"u8);
        }

        to.Write("}"u8);
    }

    /// <summary>Writes <c>"metadata":{…},"items":[</c> and closes nothing.</summary>
    protected static void WriteListHead(ListMetadata metadata, ReadOnlySpan<byte> opening, ReadOnlySpan<byte> itemsOpening, IBufferWriter<byte> to)
    {
        to.Write(opening);
        var head = new ArrayBufferWriter<byte>(256);
        using (var writer = JsonText.Writer(head))
        {
            writer.WriteStartObject();
            metadata.WriteTo(writer);
            writer.WriteEndObject();
        }

        to.Write(head.WrittenSpan[1..^1]);
        to.Write(itemsOpening);
    }
}
