using System.Buffers;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Writes objects, lists and watch events in one of the forms that clients ask for. Belongs to one request.</summary>
internal abstract class ObjectFormat
{
    public static ObjectFormat Of(AcceptedType accepted, ServedResource resource, string includeObject, TimeProvider time)
    {
        if (accepted.Encoding == WireEncoding.Protobuf)
        {
            return new ProtobufFormat(resource, isMetadata: accepted.Form == ResponseForm.Metadata);
        }

        JsonFormat json = accepted.Form switch
        {
            ResponseForm.Table => new TableFormat(resource, includeObject, time),
            ResponseForm.Metadata => new MetadataFormat(),
            _ => new FullFormat(resource),
        };
        return accepted.Encoding == WireEncoding.Yaml ? new YamlFormat(json) : json;
    }

    public abstract WireEncoding Encoding { get; }

    /// <summary>One object as a document of its own.</summary>
    public abstract void WriteObject(StoredObject stored, IBufferWriter<byte> to);

    /// <summary>Answers with a list, whose items go out while they are read.</summary>
    public abstract Task WriteListAsync(HttpContext http, ListContent list, CancellationToken cancellationToken);

    /// <summary>One event of a watch.</summary>
    public abstract void WriteEvent(WatchItem item, IBufferWriter<byte> to);

    /// <summary>The event that ends a watch which cannot go on.</summary>
    public abstract void WriteError(ApiStatus status, IBufferWriter<byte> to);

    /// <summary>The events that come now are mostly made already, for others: room that was needed for many objects is given back.</summary>
    public virtual void ReleaseBuffers()
    {
    }

    protected static ReadOnlySpan<byte> Name(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED"u8,
        WatchEventType.Modified => "MODIFIED"u8,
        WatchEventType.Deleted => "DELETED"u8,
        _ => "BOOKMARK"u8,
    };

    /// <summary>The value of a bookmark's metadata, with the annotation that ends the initial events.</summary>
    protected static void WriteBookmarkMetadata(Revision at, bool endsInitialEvents, IBufferWriter<byte> to)
    {
        to.Write("{\"resourceVersion\":\""u8);
        var span = to.GetSpan(20);
        at.Value.TryFormat(span, out var digits);
        to.Advance(digits);
        to.Write("\""u8);
        if (endsInitialEvents)
        {
            to.Write(",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}"u8);
        }

        to.Write("}"u8);
    }
}
