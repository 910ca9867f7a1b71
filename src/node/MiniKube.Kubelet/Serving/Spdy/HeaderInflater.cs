using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MiniKube.Cri.Streams.Spdy;

namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>
/// Reads header blocks (SPDY/3.1, section 2.6.10): one zlib stream over the whole connection, begun with the dictionary. No more is
/// inflated than a block says it has, and no block may have much.
/// </summary>
internal sealed class HeaderInflater : IDisposable
{
    /// <summary>Of a block as it is sent.</summary>
    public const int CompressedBytesMax = 16 * 1024;

    private const int HeadersMax = 64;
    private const int BlockBytesMax = 16 * 1024;
    private const int ZlibHeaderBytes = 2;
    private const int ChecksumBytes = 4;
    private const byte PresetDictionary = 0x20;

    private readonly FedStream _fed = new();
    private readonly DeflateStream _deflate;
    private bool _hasBegun;

    public HeaderInflater() => _deflate = new DeflateStream(_fed, CompressionMode.Decompress, leaveOpen: true);

    /// <exception cref="SpdyException">It cannot be read, or is too large.</exception>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        try
        {
            _fed.Add(_hasBegun ? block : Begin(block));
            if (_fed.Waiting > 2 * CompressedBytesMax)
            {
                throw new SpdyException("header blocks hold more than their headers");
            }

            return ReadHeaders();
        }
        catch (InvalidDataException e)
        {
            throw new SpdyException("a header block is not compressed as it must be", e);
        }
    }

    public void Dispose()
    {
        _deflate.Dispose();
        _fed.Dispose();
    }

    /// <summary>Reads zlib's own beginning, and lets the inflater see the dictionary as a block of plain bytes that came first.</summary>
    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> block)
    {
        _hasBegun = true;
        if (block.Length < ZlibHeaderBytes || (block[0] & 0x0F) != 8 || BinaryPrimitives.ReadUInt16BigEndian(block) % 31 != 0)
        {
            throw new SpdyException("the first header block does not begin as zlib does");
        }

        if ((block[1] & PresetDictionary) == 0)
        {
            return block[ZlibHeaderBytes..];
        }

        if (block.Length < ZlibHeaderBytes + ChecksumBytes || BinaryPrimitives.ReadUInt32BigEndian(block[ZlibHeaderBytes..]) != SpdyDictionary.Checksum)
        {
            throw new SpdyException("header blocks are compressed with another dictionary than SPDY/3's");
        }

        var dictionary = SpdyDictionary.Bytes;
        _fed.Add([0, (byte)dictionary.Length, (byte)(dictionary.Length >> 8), (byte)~dictionary.Length, (byte)(~dictionary.Length >> 8)]);
        _fed.Add(dictionary);
        _deflate.ReadExactly(new byte[dictionary.Length]);
        return block[(ZlibHeaderBytes + ChecksumBytes)..];
    }

    private Dictionary<string, string> ReadHeaders()
    {
        var left = BlockBytesMax;
        var count = ReadNumber(ref left);
        if (count > HeadersMax)
        {
            throw new SpdyException($"more than {HeadersMax} headers");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < count; index++)
        {
            var name = ReadText(ref left);
            if (name.Length == 0 || !headers.TryAdd(name, ReadText(ref left)))
            {
                throw new SpdyException("a header has no name, or comes twice");
            }
        }

        return headers;
    }

    private string ReadText(ref int left)
    {
        var length = ReadNumber(ref left);
        if (length > left)
        {
            throw new SpdyException($"a header block of more than {BlockBytesMax} bytes");
        }

        var bytes = new byte[length];
        Fill(bytes);
        left -= bytes.Length;
        return Encoding.UTF8.GetString(bytes);
    }

    private uint ReadNumber(ref int left)
    {
        Span<byte> number = stackalloc byte[4];
        Fill(number);
        left -= number.Length;
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }

    private void Fill(Span<byte> bytes)
    {
        if (_deflate.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new SpdyException("a header block ends in the middle of a header");
        }
    }
}
