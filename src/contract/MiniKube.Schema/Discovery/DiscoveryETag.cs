using System.Security.Cryptography;

namespace MiniKube.Schema.Discovery;

/// <summary>Names the content of a document, so that a client that has it need not fetch it again.</summary>
public static class DiscoveryETag
{
    /// <summary>A strong tag, quotes included.</summary>
    public static string Of(ReadOnlySpan<byte> document) => $"\"{Hash(document)}\"";

    /// <summary>The hash alone, in upper-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> document) => Convert.ToHexString(SHA256.HashData(document));
}
