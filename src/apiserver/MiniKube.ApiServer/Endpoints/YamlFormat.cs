using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Schema.Encoding;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>A form of JSON, written as YAML object by object. There are no watches in YAML.</summary>
internal sealed class YamlFormat(JsonFormat json) : ObjectFormat
{
    private readonly ArrayBufferWriter<byte> _json = new(4096);

    public override WireEncoding Encoding => WireEncoding.Yaml;

    public override void WriteObject(StoredObject stored, IBufferWriter<byte> to)
    {
        _json.ResetWrittenCount();
        json.WriteObject(stored, _json);
        YamlText.Write(_json.WrittenSpan, to);
    }

    public override async Task WriteListAsync(HttpContext http, ListContent list, CancellationToken cancellationToken)
    {
        await using var pages = list.Pages(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var page = await pages.MoveNextAsync() ? pages.Current : [];
        var body = ResponseBody.Begin(http, StatusCodes.Status200OK, page.Sum(item => (long)item.Value.Length), Encoding);
        var isEmpty = true;
        BeginList(list.Metadata, body.Writer);
        while (!page.IsEmpty)
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (list.Matches?.Invoke(stored) is not false)
                {
                    body.Writer.Write(isEmpty ? "\n"u8 : ""u8);
                    isEmpty = false;
                    WriteItem(stored, body.Writer);
                    await body.FlushIfLargeAsync(cancellationToken);
                }
            }

            page = await pages.MoveNextAsync() ? pages.Current : [];
            if (!page.IsEmpty)
            {
                // Of many objects a selector may take none: the client sees that something comes all the same.
                await body.FlushHeadAsync(cancellationToken);
            }
        }

        body.Writer.Write(isEmpty ? " []\n"u8 : ""u8);
        await body.CompleteAsync(cancellationToken);
    }

    public override void WriteEvent(WatchItem item, IBufferWriter<byte> to) => throw NoWatch();

    public override void WriteError(ApiStatus status, IBufferWriter<byte> to) => throw NoWatch();

    private static UnreachableException NoWatch() => new("a watch is never negotiated as YAML");

    /// <summary>Everything before the items: their name comes last in the JSON of a list, so it is the last line here.</summary>
    private void BeginList(ListMetadata metadata, IBufferWriter<byte> to)
    {
        _json.ResetWrittenCount();
        json.BeginList(metadata, _json);
        JsonFormat.EndList(_json);
        var yaml = new ArrayBufferWriter<byte>(_json.WrittenCount * 2);
        YamlText.Write(_json.WrittenSpan, yaml);
        to.Write(yaml.WrittenSpan[..^" []\n".Length]);
    }

    private void WriteItem(StoredObject stored, IBufferWriter<byte> to)
    {
        _json.ResetWrittenCount();
        json.WriteItem(stored, _json);
        YamlText.WriteItem(_json.WrittenSpan, to);
    }
}
