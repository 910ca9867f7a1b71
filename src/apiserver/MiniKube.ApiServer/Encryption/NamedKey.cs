namespace MiniKube.ApiServer.Encryption;

/// <summary>A key and the name by which values tell that it made them.</summary>
internal sealed record NamedKey(string Name, byte[] Secret)
{
    /// <summary>Keeps the secret out of logs.</summary>
    public override string ToString() => Name;
}
