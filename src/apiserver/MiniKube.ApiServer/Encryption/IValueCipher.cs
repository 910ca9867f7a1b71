namespace MiniKube.ApiServer.Encryption;

/// <summary>Turns values into what is kept and back. Values are bound to the key they are kept under, where the cipher can do that.</summary>
internal interface IValueCipher
{
    /// <summary>What every value that it made begins with; empty for values that are kept as they are.</summary>
    ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>The whole value to keep, prefix included.</summary>
    /// <exception cref="Api.Errors.ApiException">It cannot encrypt now.</exception>
    ReadOnlyMemory<byte> Encrypt(ReadOnlyMemory<byte> plain, ReadOnlyMemory<byte> key);

    /// <param name="stored">A value that begins with the prefix.</param>
    /// <param name="key">What it is kept under.</param>
    /// <param name="cancellationToken">Gives up waiting for a key.</param>
    /// <exception cref="Api.Errors.ApiException">It is not the cipher's, or was changed.</exception>
    ValueTask<DecryptedValue> DecryptAsync(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> key, CancellationToken cancellationToken);
}
