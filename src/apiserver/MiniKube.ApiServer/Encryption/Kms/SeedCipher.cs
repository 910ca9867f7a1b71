using System.Security.Cryptography;
using MiniKube.ApiServer.Encryption.Ciphers;

namespace MiniKube.ApiServer.Encryption.Kms;

/// <summary>Encrypts each value by a key of its own, made of a seed and 32 bytes by chance (HKDF-Expand, SHA-256), so that no key wears out.</summary>
internal sealed class SeedCipher(byte[] seed)
{
    public const int SeedBytes = 32;

    private const int SaltBytes = 32;
    private const int KeyBytes = 32;

    public byte[] Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> authenticated)
    {
        var value = new byte[SaltBytes + AesGcmCipher.NonceBytes + plain.Length + AesGcmCipher.TagBytes];
        var salt = value.AsSpan(0, SaltBytes);
        RandomNumberGenerator.Fill(salt);
        AesGcmCipher.Seal(KeyOf(salt), plain, authenticated, value.AsSpan(SaltBytes));
        return value;
    }

    public byte[] Decrypt(ReadOnlySpan<byte> value, ReadOnlySpan<byte> authenticated) => value.Length < SaltBytes
        ? throw EncryptionFault.Of("an encrypted value is too short")
        : AesGcmCipher.Open(KeyOf(value[..SaltBytes]), value[SaltBytes..], authenticated);

    private byte[] KeyOf(ReadOnlySpan<byte> salt)
    {
        var key = new byte[KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, seed, key, salt);
        return key;
    }
}
