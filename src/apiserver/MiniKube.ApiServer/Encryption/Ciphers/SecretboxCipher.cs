using System.Security.Cryptography;
using System.Text;

namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>NaCl's secretbox: a nonce of 24 bytes by chance, then <see cref="Secretbox"/>.</summary>
internal sealed class SecretboxCipher : IValueCipher
{
    private readonly byte[] _prefix;
    private readonly byte[] _secret;

    public SecretboxCipher(string keyName, byte[] secret)
    {
        _prefix = Encoding.UTF8.GetBytes($"k8s:enc:secretbox:v1:{keyName}:");
        _secret = secret;
    }

    public ReadOnlyMemory<byte> Prefix => _prefix;

    public ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key)
    {
        var value = new byte[_prefix.Length + Secretbox.NonceBytes + Secretbox.TagBytes + plain.Length];
        _prefix.CopyTo(value, 0);
        var nonce = value.AsSpan(_prefix.Length, Secretbox.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Secretbox.Seal(_secret, nonce, plain.Span, value.AsSpan(_prefix.Length + Secretbox.NonceBytes));
        return value;
    }

    public ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var sealedValue = stored.Span[_prefix.Length..];
        if (sealedValue.Length < Secretbox.NonceBytes + Secretbox.TagBytes)
        {
            throw EncryptionFault.Of("an encrypted value is too short");
        }

        var plain = new byte[sealedValue.Length - Secretbox.NonceBytes - Secretbox.TagBytes];
        return Secretbox.TryOpen(_secret, sealedValue[..Secretbox.NonceBytes], sealedValue[Secretbox.NonceBytes..], plain)
            ? ValueTask.FromResult(new DecryptedValue(plain, IsStale: false))
            : throw EncryptionFault.Of("an encrypted value was changed or made by another key");
    }
}
