using System.Buffers;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Negotiation;
using MiniKube.ApiServer.Storage;
using MiniKube.Schema.Protobuf;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>
/// A list in protobuf. Its length stands before it, so a list is measured before it is written: what fits into a bounded buffer is kept from
/// the first pass, the rest is made again.
/// </summary>
internal sealed class ProtobufList(ProtobufFormat format, ListContent list)
{
    /// <summary>Shorter lists are sent as one answer, of known length.</summary>
    private const int WholeBytesMax = 256 * 1024;

    // What a list may take beyond what is stored is 16 MiB; the pool rounds up.
    private const int KeptBytesMax = 12 * 1024 * 1024;

    private readonly PooledSegments _kept = new();
    private int _keptItems;
    private long _length;

    public async Task WriteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var metadata = format.Message(list.Metadata);
        _length = ProtobufEnvelope.ItemLength(metadata.Length);
        ResponseBody? body = null;
        var isFirst = true;
        await foreach (var page in list.Pages(cancellationToken))
        {
            // A selector may take little of much: from the second page on the client sees that something comes.
            if (body is null && !isFirst)
            {
                body = Begin(http);
                await body.FlushHeadAsync(cancellationToken);
            }

            isFirst = false;
            foreach (var item in page)
            {
                Measure(new StoredObject(item));

                // The head does not depend on the length: a client that waits sees that something comes.
                if (body is null && _length > WholeBytesMax)
                {
                    body = Begin(http);
                    await body.FlushHeadAsync(cancellationToken);
                }
            }
        }

        body ??= Begin(http);
        ProtobufEnvelope.WriteLength(_length, body.Writer);
        ProtobufEnvelope.WriteListMetadata(metadata, body.Writer);
        foreach (var segment in _kept.Segments)
        {
            body.Writer.Write(segment.Span);
            if (_length > WholeBytesMax)
            {
                await body.FlushIfLargeAsync(cancellationToken);
            }
        }

        _kept.Release();
        await WriteRestAsync(body, cancellationToken);
        ProtobufEnvelope.End(body.Writer);
        await body.CompleteAsync(cancellationToken);
    }

    private ResponseBody Begin(HttpContext http)
    {
        var body = ResponseBody.Begin(http, StatusCodes.Status200OK, _length, WireEncoding.Protobuf);
        format.ListEnvelope.WriteKind(body.Writer);
        return body;
    }

    private void Measure(StoredObject stored)
    {
        if (list.Matches?.Invoke(stored) is false)
        {
            return;
        }

        var message = format.Message(stored);
        var length = ProtobufEnvelope.ItemLength(message.Length);
        var isKept = _length < KeptBytesMax;
        _length += length;
        if (isKept)
        {
            ProtobufEnvelope.WriteItem(message, _kept);
            _keptItems++;
        }
    }

    private async ValueTask WriteRestAsync(ResponseBody body, CancellationToken cancellationToken)
    {
        if (_length < KeptBytesMax)
        {
            return;
        }

        var skipped = 0;
        await foreach (var page in list.Pages(cancellationToken))
        {
            foreach (var item in page)
            {
                var stored = new StoredObject(item);
                if (list.Matches?.Invoke(stored) is false || skipped++ < _keptItems)
                {
                    continue;
                }

                ProtobufEnvelope.WriteItem(format.Message(stored), body.Writer);
                await body.FlushIfLargeAsync(cancellationToken);
            }
        }
    }
}
