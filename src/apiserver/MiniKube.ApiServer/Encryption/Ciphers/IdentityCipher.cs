namespace MiniKube.ApiServer.Encryption.Ciphers;

/// <summary>Values as they are.</summary>
internal sealed class IdentityCipher : IValueCipher
{
    public ReadOnlyMemory<byte> Prefix => default;

    public ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key) => plain;

    public ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        throw EncryptionFault.Of("a value that is kept as it is has nothing to decrypt");
}
