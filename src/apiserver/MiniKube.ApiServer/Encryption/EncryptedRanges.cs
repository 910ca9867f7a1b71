using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Encryption;

/// <summary>All that is kept encrypted, by where it is. Immutable.</summary>
internal sealed record EncryptedRanges(ImmutableArray<EncryptedRange> Ranges)
{
    /// <summary>False: nothing in a range concerns the ciphers.</summary>
    public bool Touches(KeyRange range)
    {
        foreach (var encrypted in Ranges)
        {
            if (encrypted.Overlaps(range))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How a key's value is kept; null for as it is.</summary>
    public EncryptedRange? Find(Key key)
    {
        foreach (var encrypted in Ranges)
        {
            if (encrypted.Range.Contains(key))
            {
                return encrypted;
            }
        }

        return null;
    }

    public ReadOnlyMemory<byte> Encrypt(Key key, ReadOnlyMemory<byte> plain) => Find(key)?.Writer.Encrypt(plain, key.Bytes) ?? plain;

    /// <summary>The value as it was given; the same object when it is kept so.</summary>
    public ValueTask<KeyValue> DecryptAsync(KeyValue stored, CancellationToken cancellationToken)
    {
        if (Find(stored.Key) is not { } range)
        {
            return ValueTask.FromResult(stored);
        }

        return range.MakerOf(stored.Value.Span) is { } maker
            ? OpenAsync(stored, maker, range.Writer, cancellationToken)
            : ValueTask.FromResult(range.Writer.Prefix.IsEmpty ? stored : Stale(stored));
    }

    private static async ValueTask<KeyValue> OpenAsync(KeyValue stored, IValueCipher maker, IValueCipher writer, CancellationToken cancellationToken)
    {
        var (plain, isStale) = await maker.DecryptAsync(stored.Value, stored.Key.Bytes, cancellationToken);
        if (isStale || !ReferenceEquals(maker, writer))
        {
            EncryptedValue.MarkStale(plain);
        }

        return stored with { Value = plain };
    }

    private static KeyValue Stale(KeyValue stored)
    {
        var plain = stored.Value.ToArray();
        EncryptedValue.MarkStale(plain);
        return stored with { Value = plain };
    }
}
