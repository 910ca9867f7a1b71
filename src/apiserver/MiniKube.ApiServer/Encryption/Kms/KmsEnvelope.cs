using System.Security.Cryptography;
using Google.Protobuf;
using MiniKube.ApiServer.Encryption.Kms.Protocol;

namespace MiniKube.ApiServer.Encryption.Kms;

/// <summary>What is kept of a value: its ciphertext, and what the plug-in needs to give back the seed. Bounded as upstream.</summary>
internal static class KmsEnvelope
{
    private const int KeyIdBytesMax = 1024;
    private const int SourceBytesMax = 1024;
    private const int AnnotationBytesMax = 32 * 1024;

    /// <exception cref="Api.Errors.ApiException">It is none.</exception>
    public static EncryptedObject Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var envelope = EncryptedObject.Parser.ParseFrom(value);
            return Mistake(envelope) is { } mistake ? throw EncryptionFault.Of($"an encrypted value is broken: {mistake}") : envelope;
        }
        catch (InvalidProtocolBufferException error)
        {
            throw EncryptionFault.Of("an encrypted value is broken", error);
        }
    }

    /// <exception cref="InvalidDataException">The plug-in's answer is not as it must be.</exception>
    public static EncryptedObject Of(EncryptResponse answer)
    {
        var envelope = new EncryptedObject
        {
            KeyId = answer.KeyId,
            EncryptedDekSource = answer.Ciphertext,
            EncryptedDekSourceType = EncryptedDekSourceType.HkdfSha256XnonceAesGcmSeed,
        };
        envelope.Annotations.Add(answer.Annotations);
        return Mistake(envelope) is { } mistake ? throw new InvalidDataException(mistake) : envelope;
    }

    /// <summary>Equal for envelopes of the same seed.</summary>
    public static string IdentityOf(EncryptedObject envelope)
    {
        var head = new EncryptedObject(envelope) { EncryptedData = ByteString.Empty };
        head.Annotations.Clear();
        foreach (var (name, value) in envelope.Annotations.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            head.Annotations[name] = value;
        }

        return Convert.ToHexString(SHA256.HashData(head.ToByteArray()));
    }

    /// <summary>Empty when nothing is wrong with a key's name.</summary>
    public static string KeyMistake(string keyId) =>
        keyId.Length == 0 ? "it names no key" : System.Text.Encoding.UTF8.GetByteCount(keyId) > KeyIdBytesMax ? "its key's name is too long" : "";

    private static string? Mistake(EncryptedObject envelope) =>
        envelope.EncryptedDekSourceType is not (EncryptedDekSourceType.AesGcmKey or EncryptedDekSourceType.HkdfSha256XnonceAesGcmSeed) ? "its seed is of an unknown kind"
        : envelope.EncryptedDekSource.Length is 0 or > SourceBytesMax ? "its seed is missing or too long"
        : KeyMistake(envelope.KeyId) is { Length: > 0 } mistake ? mistake
        : envelope.Annotations.Sum(each => each.Key.Length + each.Value.Length) > AnnotationBytesMax ? "its annotations are too long"
        : null;
}
