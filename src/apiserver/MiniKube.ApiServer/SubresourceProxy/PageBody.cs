using System.Buffers;
using System.IO.Compression;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>The body of a page (<c>text/html</c>), which is read, changed and written again piece by piece.</summary>
/// <param name="encoding">As <c>Content-Encoding</c> names it; empty for none.</param>
internal sealed class PageBody(string encoding)
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Null for everything but a page, and for one in an encoding that is not known here.</summary>
    public static PageBody? Of(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.Equals("text/html", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        return answer.Content.Headers.ContentEncoding.ToList() switch
        {
            [] => new PageBody(""),
            [var one and ("gzip" or "deflate" or "br")] => new PageBody(one),
            _ => null,
        };
    }

    public async Task WriteAsync(ProxyLinks links, HttpResponseMessage answer, Stream to, CancellationToken cancellationToken)
    {
        await using var from = Decoded(await answer.Content.ReadAsStreamAsync(cancellationToken));
        await using var encoder = Encoded(to);
        var encoded = encoder ?? to;
        var page = new PageLinks(links);
        var changed = new ArrayBufferWriter<byte>(BufferBytes);
        var pending = new byte[PageLinks.TagBytesMax + BufferBytes];
        var length = 0;
        int read;
        do
        {
            read = await from.ReadAsync(pending.AsMemory(length), cancellationToken);
            length += read;
            var consumed = page.Process(pending.AsSpan(0, length), isEnd: read == 0, changed);
            pending.AsSpan(consumed, length - consumed).CopyTo(pending);
            length -= consumed;
            await encoded.WriteAsync(changed.WrittenMemory, cancellationToken);
            await encoded.FlushAsync(cancellationToken);
            changed.ResetWrittenCount();
        }
        while (read > 0);
    }

    private Stream Decoded(Stream stream) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        _ => stream,
    };

    /// <summary>Null when nothing is to be done; the stream itself is the server's to end.</summary>
    private Stream? Encoded(Stream stream) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "deflate" => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true),
        _ => null,
    };
}
