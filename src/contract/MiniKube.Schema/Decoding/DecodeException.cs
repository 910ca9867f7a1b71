namespace MiniKube.Schema.Decoding;

/// <summary>The bytes are not an object of the type. The message is for the client: what is wrong and where.</summary>
#pragma warning disable CA1032, RCS1194 // There is no such failure without a message.
public sealed class DecodeException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>There is no JSON object, of whatever type.</summary>
    public bool IsNoObject { get; init; }
}
#pragma warning restore CA1032, RCS1194
