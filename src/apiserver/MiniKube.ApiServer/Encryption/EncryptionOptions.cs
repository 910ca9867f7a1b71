namespace MiniKube.ApiServer.Encryption;

/// <summary>What is kept encrypted.</summary>
public sealed record EncryptionOptions
{
    /// <summary>An <c>EncryptionConfiguration</c>; null: everything is kept as it is.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The file is read again when it changes.</summary>
    public bool IsReloaded { get; init; }
}
