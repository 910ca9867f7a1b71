using System.Buffers;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Objects, or their metadata alone, in protobuf: made from the stored bytes in one pass.</summary>
internal sealed class ProtobufFormat(ServedResource resource, bool isMetadata) : ObjectFormat
{
    private static readonly GroupVersionKind PartialKind = new("meta.k8s.io", "v1", "PartialObjectMetadata");
    private static readonly TypeSchema ListMeta = ApiCatalog.BuiltIn.Type("io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta");
    private static readonly ProtobufEnvelope Status = new(DocumentEncoder.StatusKind);
    private static readonly ProtobufEnvelope Partial = new(PartialKind);
    private static readonly ProtobufEnvelope PartialList = new(PartialKind with { Kind = "PartialObjectMetadataList" });

    private ProtobufEncoder _encoder = new();
    private ArrayBufferWriter<byte> _object = new();

    public override WireEncoding Encoding => WireEncoding.Protobuf;

    public ProtobufEnvelope ListEnvelope => isMetadata ? PartialList : resource.ListEnvelope;

    private ProtobufEnvelope Envelope => isMetadata ? Partial : resource.Envelope;

    public override void WriteObject(StoredObject stored, IBufferWriter<byte> to) => Envelope.Write(Message(stored), to);

    public override Task WriteListAsync(HttpContext http, ListContent list, CancellationToken cancellationToken) =>
        new ProtobufList(this, list).WriteAsync(http, cancellationToken);

    /// <summary>The message of an object, without its envelope; valid until the next call.</summary>
    public ReadOnlySpan<byte> Message(StoredObject stored)
    {
        if (isMetadata)
        {
            return _encoder.EncodeMetadata(stored.Metadata, stored.Revision.Value);
        }

        var view = resource.View(stored);
        return _encoder.Encode(view.Json, resource.Definition.Schema, view.Revision.Value);
    }

    public byte[] Message(ListMetadata metadata)
    {
        _object.ResetWrittenCount();
        metadata.WriteTo(_object);
        return _encoder.Encode(_object.WrittenSpan, ListMeta).ToArray();
    }

    public override void WriteEvent(WatchItem item, IBufferWriter<byte> to)
    {
        if (item.Type != WatchEventType.Bookmark && item.Source is { } source)
        {
            ProtobufEnvelope.WriteEvent(Name(item.Type), source.Encoded((resource, isMetadata), item, WriteObject).Span, to);
            return;
        }

        _object.ResetWrittenCount();
        if (item.Type == WatchEventType.Bookmark)
        {
            WriteBookmark(item, _object);
        }
        else
        {
            WriteObject(item.Object, _object);
        }

        ProtobufEnvelope.WriteEvent(Name(item.Type), _object.WrittenSpan, to);
    }

    public override void ReleaseBuffers() => (_encoder, _object) = (new ProtobufEncoder(), new ArrayBufferWriter<byte>());

    public override void WriteError(ApiStatus status, IBufferWriter<byte> to)
    {
        _object.ResetWrittenCount();
        var type = ApiCatalog.BuiltIn.FindType("io.k8s.apimachinery.pkg.apis.meta.v1.Status")!;
        Status.Write(_encoder.Encode(StatusJson.ToBytes(status), type), _object);
        ProtobufEnvelope.WriteEvent("ERROR"u8, _object.WrittenSpan, to);
    }

    private void WriteBookmark(WatchItem item, IBufferWriter<byte> to)
    {
        var metadata = new ArrayBufferWriter<byte>(128);
        WriteBookmarkMetadata(item.At, item.EndsInitialEvents, metadata);
        Envelope.Write(_encoder.EncodeMetadata(metadata.WrittenSpan, revision: 0), to);
    }
}
