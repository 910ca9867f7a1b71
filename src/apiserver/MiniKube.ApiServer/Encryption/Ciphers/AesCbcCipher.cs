using System.Security.Cryptography;
using System.Text;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>AES in cipher block chaining mode, PKCS#7: an initialization vector of 16 bytes and the ciphertext. Nothing is authenticated.</summary>
internal sealed class AesCbcCipher : IValueCipher
{
    private const int VectorBytes = 16;

    private readonly byte[] _prefix;
    private readonly byte[] _secret;

    public AesCbcCipher(string keyName, byte[] secret)
    {
        _prefix = Encoding.UTF8.GetBytes($"k8s:enc:aescbc:v1:{keyName}:");
        _secret = secret;
    }

    public ReadOnlyMemory<byte> Prefix => _prefix;

    public ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key)
    {
        using var aes = Aes.Create();
        aes.Key = _secret;
        var value = new byte[_prefix.Length + VectorBytes + aes.GetCiphertextLengthCbc(plain.Length)];
        _prefix.CopyTo(value, 0);
        var vector = value.AsSpan(_prefix.Length, VectorBytes);
        RandomNumberGenerator.Fill(vector);
        aes.EncryptCbc(plain.Span, vector, value.AsSpan(_prefix.Length + VectorBytes));
        return value;
    }

    public ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var sealedValue = stored.Span[_prefix.Length..];
        if (sealedValue.Length < VectorBytes)
        {
            throw EncryptionFault.Of("an encrypted value is too short");
        }

        try
        {
            using var aes = Aes.Create();
            aes.Key = _secret;
            return ValueTask.FromResult(new DecryptedValue(aes.DecryptCbc(sealedValue[VectorBytes..], sealedValue[..VectorBytes]), IsStale: false));
        }
        catch (CryptographicException error)
        {
            throw EncryptionFault.Of("an encrypted value was changed or made by another key", error);
        }
    }
}
