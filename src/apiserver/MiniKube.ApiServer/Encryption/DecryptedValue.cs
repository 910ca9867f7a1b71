namespace MiniKube.ApiServer.Encryption;

/// <param name="Plain">The value.</param>
/// <param name="IsStale">The cipher itself would now use another key.</param>
internal readonly record struct DecryptedValue(byte[] Plain, bool IsStale);
