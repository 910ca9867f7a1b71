using System.Buffers.Binary;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>The key stream of XSalsa20 (Bernstein, "Extending the Salsa20 nonce").</summary>
internal sealed class Salsa20Stream
{
    private const int BlockBytes = 64;

    private readonly uint[] _input;
    private readonly byte[] _block = new byte[BlockBytes];
    private int _used = BlockBytes;
    private ulong _counter;

    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">24 bytes.</param>
    public Salsa20Stream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        // HSalsa20: the rounds without the final addition make a key of the key and the nonce's first part.
        var mixed = Arrange(key, nonce[..16]);
        Rounds(mixed);
        Span<byte> derived = stackalloc byte[32];
        ReadOnlySpan<int> taken = [0, 5, 10, 15, 6, 7, 8, 9];
        for (var i = 0; i < taken.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(derived[(4 * i)..], mixed[taken[i]]);
        }

        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        nonce[16..].CopyTo(rest);
        _input = Arrange(derived, rest);
    }

    /// <summary>Fills with the stream itself.</summary>
    public void Next(Span<byte> to)
    {
        to.Clear();
        Apply(to, to);
    }

    public void Apply(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            if (_used == BlockBytes)
            {
                NextBlock();
            }

            to[i] = (byte)(from[i] ^ _block[_used++]);
        }
    }

    private void NextBlock()
    {
        _input[8] = (uint)_counter;
        _input[9] = (uint)(_counter >> 32);
        _counter++;
        var words = (uint[])_input.Clone();
        Rounds(words);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(4 * i), words[i] + _input[i]);
        }

        _used = 0;
    }

    private static uint[] Arrange(ReadOnlySpan<byte> key, ReadOnlySpan<byte> middle)
    {
        static uint Word(ReadOnlySpan<byte> from, int index) => BinaryPrimitives.ReadUInt32LittleEndian(from[(4 * index)..]);
        return
        [
            0x61707865, Word(key, 0), Word(key, 1), Word(key, 2), Word(key, 3), 0x3320646e, Word(middle, 0), Word(middle, 1),
            Word(middle, 2), Word(middle, 3), 0x79622d32, Word(key, 4), Word(key, 5), Word(key, 6), Word(key, 7), 0x6b206574,
        ];
    }

    /// <summary>Ten times the columns, then the rows.</summary>
    private static void Rounds(uint[] x)
    {
        for (var i = 0; i < 10; i++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }
    }

    private static void Quarter(uint[] x, int a, int b, int c, int d)
    {
        x[b] ^= uint.RotateLeft(x[a] + x[d], 7);
        x[c] ^= uint.RotateLeft(x[b] + x[a], 9);
        x[d] ^= uint.RotateLeft(x[c] + x[b], 13);
        x[a] ^= uint.RotateLeft(x[d] + x[c], 18);
    }
}
