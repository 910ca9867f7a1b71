namespace MiniKube.Store.Commands;

/// <summary>Reads what <see cref="Encoding"/> wrote. The bytes have passed their checksum, so anything odd is a fault of ours or another version's work.</summary>
internal ref struct EncodedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    public CommandKind ReadKind() => (CommandKind)ReadNumber();

    public long ReadNumber()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                break;
            }

            var next = _rest[0];
            _rest = _rest[1..];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)number;
            }
        }

        throw new InvalidDataException("a number is cut off");
    }

    /// <summary>A number from 0 to a greatest one.</summary>
    public int ReadNumberUpTo(int greatest)
    {
        var number = ReadNumber();
        return number >= 0 && number <= greatest ? (int)number : throw new InvalidDataException($"{number} is not from 0 to {greatest}");
    }

    /// <summary>How many parts follow; each takes a byte at least.</summary>
    public int ReadCount()
    {
        var count = ReadNumber();
        return count >= 0 && count <= _rest.Length ? (int)count : throw new InvalidDataException("a part is cut off");
    }

    /// <summary>A copy of its own.</summary>
    public byte[] ReadBytes()
    {
        var length = ReadCount();
        var copy = _rest[..length].ToArray();
        _rest = _rest[length..];
        return copy;
    }
}
