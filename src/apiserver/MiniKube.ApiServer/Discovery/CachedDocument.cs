using System.Buffers;
using System.IO.Compression;

namespace MiniKube.ApiServer.Discovery;

/// <summary>A document that is made once. A large one is kept compressed only.</summary>
internal sealed class CachedDocument
{
    // Upstream compresses from here on.
    private const int CompressedBytesMin = 128 * 1024;

    private readonly byte[] _bytes;

    private CachedDocument(byte[] bytes, bool isCompressed, int length, string tag)
    {
        _bytes = bytes;
        IsCompressed = isCompressed;
        Length = length;
        Tag = tag;
    }

    public bool IsCompressed { get; }

    /// <summary>Bytes, uncompressed.</summary>
    public int Length { get; }

    /// <summary>A strong ETag, quotes included.</summary>
    public string Tag { get; }

    /// <summary>Bytes, as kept.</summary>
    public int KeptLength => _bytes.Length;

    /// <param name="write">Writes the document.</param>
    /// <param name="tag">Names the content; null for a hash of it.</param>
    public static CachedDocument Make(Action<IBufferWriter<byte>> write, string? tag)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        write(buffer);
        var document = buffer.WrittenSpan;
        tag ??= Schema.Discovery.DiscoveryETag.Of(document);
        return document.Length < CompressedBytesMin
            ? new CachedDocument(document.ToArray(), isCompressed: false, document.Length, tag)
            : new CachedDocument(Compress(document), isCompressed: true, document.Length, tag);
    }

    /// <summary>Compressed by gzip, or plain.</summary>
    public Stream OpenKept() => new MemoryStream(_bytes, writable: false);

    public Stream OpenPlain() => IsCompressed ? new GZipStream(OpenKept(), CompressionMode.Decompress) : OpenKept();

    private static byte[] Compress(ReadOnlySpan<byte> document)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(document);
        }

        return compressed.ToArray();
    }
}
