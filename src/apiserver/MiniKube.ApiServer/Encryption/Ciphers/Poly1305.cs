using System.Buffers.Binary;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>The one-time authenticator Poly1305 (RFC 8439, section 2.5): a polynomial in r, modulo 2^130 - 5, plus s. Without branches on secrets.</summary>
internal static class Poly1305
{
    private const int BlockBytes = 16;

    /// <param name="key">32 bytes, for one message only: r and s.</param>
    /// <param name="message">What is authenticated.</param>
    /// <param name="tag">16 bytes.</param>
    public static void Tag(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> tag)
    {
        var r0 = Word(key) & 0x0FFFFFFC0FFFFFFF;
        var r1 = Word(key[8..]) & 0x0FFFFFFC0FFFFFFC;
        ulong h0 = 0, h1 = 0, h2 = 0;
        Span<byte> last = stackalloc byte[BlockBytes];
        while (message.Length > 0)
        {
            scoped var block = message;
            var high = 1UL;
            if (message.Length < BlockBytes)
            {
                last.Clear();
                message.CopyTo(last);
                last[message.Length] = 1;
                block = last;
                high = 0;
            }

            var sum0 = (UInt128)h0 + Word(block);
            var sum1 = (UInt128)h1 + Word(block[8..]) + (ulong)(sum0 >> 64);
            (h0, h1, h2) = Multiply((ulong)sum0, (ulong)sum1, h2 + high + (ulong)(sum1 >> 64), r0, r1);
            message = message[Math.Min(BlockBytes, message.Length)..];
        }

        Finish(h0, h1, h2, key[16..], tag);
    }

    /// <summary>h times r, reduced to a little above 130 bits: what is above 2^130 counts five times.</summary>
    private static (ulong H0, ulong H1, ulong H2) Multiply(ulong h0, ulong h1, ulong h2, ulong r0, ulong r1)
    {
        var m0 = (UInt128)h0 * r0;
        var m1 = ((UInt128)h1 * r0) + ((UInt128)h0 * r1);
        var m2 = ((UInt128)h2 * r0) + ((UInt128)h1 * r1);
        var m3 = (UInt128)h2 * r1;
        var t0 = (ulong)m0;
        m1 += (ulong)(m0 >> 64);
        var t1 = (ulong)m1;
        m2 += (ulong)(m1 >> 64);
        var t2 = (ulong)m2;
        var t3 = (ulong)(m3 + (ulong)(m2 >> 64));

        // Four times the carry, and once.
        var four = ((UInt128)t3 << 64) | (t2 & ~3UL);
        var carry = four + (four >> 2);
        var s0 = (UInt128)t0 + (ulong)carry;
        var s1 = (UInt128)t1 + (ulong)(carry >> 64) + (ulong)(s0 >> 64);
        return ((ulong)s0, (ulong)s1, (t2 & 3) + (ulong)(s1 >> 64));
    }

    private static void Finish(ulong h0, ulong h1, ulong h2, ReadOnlySpan<byte> s, Span<byte> tag)
    {
        // h + 5 beyond 2^130 means that h is not below the modulus: then that, without its top, is the remainder.
        var g0 = (UInt128)h0 + 5;
        var g1 = (UInt128)h1 + (ulong)(g0 >> 64);
        var isAbove = 0UL - ((h2 + (ulong)(g1 >> 64)) >> 2);
        h0 = ((ulong)g0 & isAbove) | (h0 & ~isAbove);
        h1 = ((ulong)g1 & isAbove) | (h1 & ~isAbove);

        var low = (UInt128)h0 + Word(s);
        BinaryPrimitives.WriteUInt64LittleEndian(tag, (ulong)low);
        BinaryPrimitives.WriteUInt64LittleEndian(tag[8..], h1 + Word(s[8..]) + (ulong)(low >> 64));
    }

    private static ulong Word(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadUInt64LittleEndian(from);
}
