using System.Buffers;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>The metadata of a list.</summary>
/// <param name="At">The revision that the list was read at; zero for what is stored nowhere.</param>
/// <param name="Continue">Where it goes on; null at the end.</param>
/// <param name="Remaining">How many items follow; null when unknown.</param>
internal sealed record ListMetadata(Revision At, ContinueToken? Continue = null, long? Remaining = null)
{
    /// <summary>Writes the object.</summary>
    public void WriteTo(IBufferWriter<byte> to)
    {
        using var writer = JsonText.Writer(to);
        writer.WriteStartObject();
        if (At != Revision.Zero)
        {
            writer.WriteString("resourceVersion"u8, At.ToString());
        }

        if (Continue is not null)
        {
            writer.WriteString("continue"u8, Continue.ToString());
        }

        if (Remaining is { } remaining)
        {
            writer.WriteNumber("remainingItemCount"u8, remaining);
        }

        writer.WriteEndObject();
    }
}
