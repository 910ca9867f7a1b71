using System.Collections.Immutable;

namespace MiniKube.ApiServer.Encryption;

/// <summary>A way to keep values.</summary>
internal abstract record EncryptionProvider
{
    /// <summary>As they are.</summary>
    public sealed record Identity : EncryptionProvider;

    /// <param name="Kind">aesgcm, aescbc or secretbox.</param>
    /// <param name="Keys">The first writes, all read.</param>
    public sealed record Local(string Kind, ImmutableArray<NamedKey> Keys) : EncryptionProvider;

    /// <param name="Name">Stands in every value.</param>
    /// <param name="Socket">Where the plug-in listens.</param>
    /// <param name="Timeout">Of one call.</param>
    public sealed record Kms(string Name, string Socket, TimeSpan Timeout) : EncryptionProvider;
}
