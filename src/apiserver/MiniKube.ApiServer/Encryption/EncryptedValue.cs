using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Encryption;

/// <summary>What tells encrypted values, and those that the next write should make anew.</summary>
internal static class EncryptedValue
{
    /// <summary>What every encrypted value begins with, as upstream's.</summary>
    public static ReadOnlySpan<byte> Mark => "k8s:enc:"u8;

    /// <summary>
    /// Makes an object differ from the same object written now, in the spare byte of its header, so that writing it again unchanged is not
    /// nothing: it is made by the key that is to be used now.
    /// </summary>
    public static void MarkStale(Span<byte> plain)
    {
        if (plain.Length > StoredObject.HeaderBytes && plain[0] is StoredObject.Format or StoredObject.CustomFormat)
        {
            plain[1] = 1;
        }
    }
}
