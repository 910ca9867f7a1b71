using System.Buffers;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Storage;
using MiniKube.ApiServer.WatchCache;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The forms of JSON: an event is a line, a list has commas between its items.</summary>
internal abstract class JsonFormat : ObjectFormat
{
    public override WireEncoding Encoding => WireEncoding.Json;

    /// <summary>Names the form in which an event's object is made once for all watchers; null where copying the stored bytes is cheaper.</summary>
    protected virtual object? SharedForm => null;

    /// <summary>A list up to its first item.</summary>
    public abstract void BeginList(ListMetadata metadata, IBufferWriter<byte> to);

    /// <summary>An item of a list, without a comma.</summary>
    public abstract void WriteItem(StoredObject stored, IBufferWriter<byte> to);

    public static void EndList(IBufferWriter<byte> to) => to.Write("]}"u8);

    public override async Task WriteListAsync(HttpContext http, ListContent list, CancellationToken cancellationToken)
    {
        await using var pages = list.Pages(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var page = await pages.MoveNextAsync() ? pages.Current : [];
        var body = ResponseBody.Begin(http, StatusCodes.Status200OK, page.Sum(item => (long)item.Value.Length), Encoding);
        BeginList(list.Metadata, body.Writer);
        var isFirst = true;
        while (!page.IsEmpty)
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (list.Matches?.Invoke(stored) is false)
                {
                    continue;
                }

                body.Writer.Write(isFirst ? ""u8 : ","u8);
                isFirst = false;
                WriteItem(stored, body.Writer);
                await body.FlushIfLargeAsync(cancellationToken);
            }

            page = await pages.MoveNextAsync() ? pages.Current : [];
            if (!page.IsEmpty)
            {
                // Of many objects a selector may take none: the client sees that something comes all the same.
                await body.FlushHeadAsync(cancellationToken);
            }
        }

        EndList(body.Writer);
        await body.CompleteAsync(cancellationToken);
    }

    public override void WriteEvent(WatchItem item, IBufferWriter<byte> to)
    {
        to.Write("{\"type\":\""u8);
        to.Write(Name(item.Type));
        to.Write("\",\"object\":"u8);
        if (item.Type == WatchEventType.Bookmark)
        {
            WriteBookmark(item.At, item.EndsInitialEvents, to);
        }
        else if (SharedForm is { } form && item.Source is { } source)
        {
            to.Write(source.Encoded(form, item, WriteObject).Span);
        }
        else
        {
            WriteObject(item.Object, to);
        }

        to.Write("}\n"u8);
    }

    public override void WriteError(ApiStatus status, IBufferWriter<byte> to)
    {
        to.Write("{\"type\":\"ERROR\",\"object\":"u8);
        StatusJson.Write(status, to);
        to.Write("}\n"u8);
    }

    /// <summary>What a bookmark carries.</summary>
    protected abstract void WriteBookmark(Revision at, bool endsInitialEvents, IBufferWriter<byte> to);

    /// <summary>Writes <c>"metadata":{…},"items":[</c> and closes nothing.</summary>
    protected static void WriteListHead(ListMetadata metadata, ReadOnlySpan<byte> opening, ReadOnlySpan<byte> itemsOpening, IBufferWriter<byte> to)
    {
        to.Write(opening);
        to.Write("\"metadata\":"u8);
        metadata.WriteTo(to);
        to.Write(itemsOpening);
    }
}
