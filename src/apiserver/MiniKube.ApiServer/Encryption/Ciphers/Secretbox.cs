using System.Security.Cryptography;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>
/// NaCl's crypto_secretbox: XSalsa20 and Poly1305, the tag in front of the ciphertext. The framework has neither, and the libraries that have
/// bring a hundred times as much.
/// </summary>
internal static class Secretbox
{
    public const int KeyBytes = 32;
    public const int NonceBytes = 24;
    public const int TagBytes = 16;

    // The stream's first bytes are the key of the tag.
    private const int TagKeyBytes = 32;

    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">24 bytes, never again with this key.</param>
    /// <param name="plain">What to seal.</param>
    /// <param name="to">Takes tag and ciphertext.</param>
    public static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> to)
    {
        Span<byte> tagKey = stackalloc byte[TagKeyBytes];
        var stream = new Salsa20Stream(key, nonce);
        stream.Next(tagKey);
        var ciphertext = to.Slice(TagBytes, plain.Length);
        stream.Apply(plain, ciphertext);
        Poly1305.Tag(tagKey, ciphertext, to[..TagBytes]);
    }

    /// <returns>False, and nothing written, when the tag is wrong.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedValue, Span<byte> plain)
    {
        Span<byte> tagKey = stackalloc byte[TagKeyBytes];
        Span<byte> tag = stackalloc byte[TagBytes];
        var stream = new Salsa20Stream(key, nonce);
        stream.Next(tagKey);
        var ciphertext = sealedValue[TagBytes..];
        Poly1305.Tag(tagKey, ciphertext, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, sealedValue[..TagBytes]))
        {
            return false;
        }

        stream.Apply(ciphertext, plain);
        return true;
    }
}
