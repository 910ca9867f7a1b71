using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Encryption;

/// <summary>Keys with a common beginning, and how their values are kept.</summary>
/// <param name="Range">The keys.</param>
/// <param name="Ciphers">The first writes, all read.</param>
internal sealed record EncryptedRange(KeyRange Range, ImmutableArray<IValueCipher> Ciphers)
{
    public IValueCipher Writer => Ciphers[0];

    public bool Overlaps(KeyRange other) => IsBefore(Range.Start, other.End) && IsBefore(other.Start, Range.End);

    /// <summary>The cipher that has made a value; null when it is one that is kept as it is.</summary>
    /// <exception cref="Api.Errors.ApiException">It is encrypted, by none of them.</exception>
    public IValueCipher? MakerOf(ReadOnlySpan<byte> stored)
    {
        foreach (var cipher in Ciphers)
        {
            if (!cipher.Prefix.IsEmpty && stored.StartsWith(cipher.Prefix.Span))
            {
                return cipher;
            }
        }

        return stored.StartsWith(EncryptedValue.Mark)
            ? throw EncryptionFault.Of("no provider of the encryption configuration can read a value that is kept: give back the key that it was made by")
            : null;
    }

    /// <summary>No end is after everything.</summary>
    private static bool IsBefore(Key start, Key end) => end.Bytes.IsEmpty || start.CompareTo(end) < 0;
}
