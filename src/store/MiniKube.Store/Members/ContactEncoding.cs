using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Members;

/// <summary>A contact as the log and the snapshots keep it: the context of a membership change.</summary>
internal static class ContactEncoding
{
    public static byte[] Encode(MemberContact contact)
    {
        var writer = new ArrayBufferWriter<byte>();
        Write(writer, contact.Name);
        Write(writer, contact.PeerAddresses);
        Write(writer, contact.ClientAddresses);
        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no contact.</exception>
    public static MemberContact Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return MemberContact.Unknown;
        }

        var reader = new EncodedReader(bytes);
        return new MemberContact(ReadText(ref reader), ReadTexts(ref reader), ReadTexts(ref reader));
    }

    private static void Write(IBufferWriter<byte> writer, ImmutableArray<string> texts)
    {
        writer.WriteNumber(texts.Length);
        foreach (var text in texts)
        {
            Write(writer, text);
        }
    }

    private static void Write(IBufferWriter<byte> writer, string text) => writer.WriteBytes(System.Text.Encoding.UTF8.GetBytes(text));

    private static string ReadText(ref EncodedReader reader) => System.Text.Encoding.UTF8.GetString(reader.ReadBytes());

    private static ImmutableArray<string> ReadTexts(ref EncodedReader reader)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            texts.Add(ReadText(ref reader));
        }

        return texts.DrainToImmutable();
    }
}
