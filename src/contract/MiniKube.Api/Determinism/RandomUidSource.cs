namespace MiniKube.Api.Determinism;

/// <summary>Makes version 4 UUIDs (RFC 9562, section 5.4) from an injected random source.</summary>
public sealed class RandomUidSource(IRandomSource random) : IUidSource
{
    public string NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
