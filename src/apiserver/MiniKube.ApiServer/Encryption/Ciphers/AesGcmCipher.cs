using System.Security.Cryptography;
using System.Text;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>AES in Galois/counter mode: a nonce of 12 bytes by chance, the ciphertext, a tag of 16; the key it is kept under is authenticated too.</summary>
internal sealed class AesGcmCipher : IValueCipher
{
    internal const int NonceBytes = 12;
    internal const int TagBytes = 16;

    private readonly byte[] _prefix;
    private readonly byte[] _secret;

    public AesGcmCipher(string keyName, byte[] secret)
    {
        _prefix = Encoding.UTF8.GetBytes($"k8s:enc:aesgcm:v1:{keyName}:");
        _secret = secret;
    }

    public ReadOnlyMemory<byte> Prefix => _prefix;

    public ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key)
    {
        var value = new byte[_prefix.Length + NonceBytes + plain.Length + TagBytes];
        _prefix.CopyTo(value, 0);
        Seal(_secret, plain.Span, key.Span, value.AsSpan(_prefix.Length));
        return value;
    }

    public ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new DecryptedValue(Open(_secret, stored.Span[_prefix.Length..], key.Span), IsStale: false));

    /// <summary>Nonce, ciphertext, tag.</summary>
    internal static void Seal(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> authenticated, Span<byte> to)
    {
        var nonce = to[..NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(secret, TagBytes);
        aes.Encrypt(nonce, plain, to.Slice(NonceBytes, plain.Length), to[(NonceBytes + plain.Length)..], authenticated);
    }

    internal static byte[] Open(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> sealedValue, ReadOnlySpan<byte> authenticated)
    {
        if (sealedValue.Length < NonceBytes + TagBytes)
        {
            throw EncryptionFault.Of("an encrypted value is too short");
        }

        var plain = new byte[sealedValue.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(secret, TagBytes);
            aes.Decrypt(sealedValue[..NonceBytes], sealedValue.Slice(NonceBytes, plain.Length), sealedValue[^TagBytes..], plain, authenticated);
            return plain;
        }
        catch (CryptographicException error)
        {
            throw EncryptionFault.Of("an encrypted value was changed, moved, or made by another key", error);
        }
    }
}
