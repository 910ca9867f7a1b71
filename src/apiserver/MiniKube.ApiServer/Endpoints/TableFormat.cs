using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Tables;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Objects as rows of a table, as kubectl prints them. In a watch only the first table names the columns.</summary>
internal sealed class TableFormat(ServedResource resource, string includeObject, TimeProvider time) : JsonFormat
{
    private readonly TableWriter _table = new(resource.Table, includeObject switch
    {
        "" or "Metadata" => IncludeObject.Metadata,
        "None" => IncludeObject.None,
        "Object" => IncludeObject.Object,
        _ => throw StatusErrors.BadRequest($"unrecognized includeObject value: {includeObject}; write Metadata, None or Object"),
    });

    public override void WriteObject(StoredObject stored, IBufferWriter<byte> to)
    {
        using var writer = JsonText.Writer(to);
        _table.Single(writer, resource.Decode(stored), time.GetUtcNow());
    }

    public override void BeginList(ListMetadata metadata, IBufferWriter<byte> to)
    {
        using var writer = JsonText.Writer(to);
        _table.Begin(writer, metadata.At.ToString(), metadata.Continue?.ToString(), metadata.Remaining);
    }

    public override void WriteItem(StoredObject stored, IBufferWriter<byte> to)
    {
        using var writer = JsonText.Writer(to);
        if (includeObject == "Object")
        {
            _table.Row(writer, resource.Decode(stored), time.GetUtcNow());
            return;
        }

        // The cells are read from a tree that is only taken apart where they look, over bytes of the pool; the metadata is copied.
        var view = resource.View(stored);
        using var json = new PooledBytes();
        using var metadata = new PooledBytes();
        if (resource.Definition.IsCustom)
        {
            // A definition's columns may look anywhere.
            view.WriteTo(json, resource.Opening.Span);
        }
        else
        {
            view.WriteWithoutOwnersTo(json);
        }

        view.WriteMetadataTo(metadata);
        using var document = JsonDocument.Parse(json.Memory, new JsonDocumentOptions { MaxDepth = StoredObject.DepthMax });
        _table.Row(writer, JsonObject.Create(document.RootElement)!, time.GetUtcNow(), metadata.Span);
    }

    /// <summary>Null for the first event, since only that names the columns.</summary>
    protected override object? SharedForm => _table.HasColumnsWritten ? (resource, includeObject) : null;

    protected override void WriteBookmark(Revision at, bool endsInitialEvents, IBufferWriter<byte> to)
    {
        to.Write("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"u8);
        WriteBookmarkMetadata(at, endsInitialEvents, to);
        to.Write(",\"columnDefinitions\":null,\"rows\":[]}"u8);
    }
}
