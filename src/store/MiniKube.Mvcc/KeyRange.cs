namespace MiniKube.Mvcc;

/// <summary>Keys from <see cref="Start"/> up to, not including, <see cref="End"/>; an empty end means no end.</summary>
public readonly record struct KeyRange(Key Start, Key End)
{
    public static KeyRange Prefix(Key prefix) => new(prefix, prefix.PrefixEnd());

    /// <summary>Just one key.</summary>
    public static KeyRange Single(Key key)
    {
        var end = new byte[key.Bytes.Length + 1];
        key.Bytes.CopyTo(end);
        return new KeyRange(key, new Key(end));
    }

    public bool Contains(Key key) => key.CompareTo(Start) >= 0 && (End.Bytes.IsEmpty || key.CompareTo(End) < 0);
}
