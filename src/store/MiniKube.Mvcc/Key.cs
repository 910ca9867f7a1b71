using System.Text;

namespace MiniKube.Mvcc;

/// <summary>A key: bytes, ordered as unsigned bytes. The bytes must not change once given.</summary>
public readonly struct Key(ReadOnlyMemory<byte> bytes) : IComparable<Key>, IEquatable<Key>
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public static Key From(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The first key that does not start with this one: the end of a prefix range. Empty (no end) when every byte is 0xFF.</summary>
    public Key PrefixEnd()
    {
        var end = Bytes.ToArray();
        for (var last = end.Length - 1; last >= 0; last--)
        {
            if (end[last] < 0xFF)
            {
                end[last]++;
                return new Key(end.AsMemory(0, last + 1));
            }
        }

        return default;
    }

    public int CompareTo(Key other) => Bytes.Span.SequenceCompareTo(other.Bytes.Span);

    public bool Equals(Key other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => obj is Key other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);

    public static bool operator ==(Key left, Key right) => left.Equals(right);

    public static bool operator !=(Key left, Key right) => !left.Equals(right);
}
