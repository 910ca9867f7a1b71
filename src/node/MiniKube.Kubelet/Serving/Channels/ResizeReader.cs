using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Cri.Streams;

namespace MiniKube.Kubelet.Serving.Channels;

/// <summary>Reads sizes of the caller's terminal: <c>{"Width":80,"Height":24}</c>, one after the other.</summary>
internal static class ResizeReader
{
    private const int MessageBytesMax = 4096;

    public static async IAsyncEnumerable<TerminalSize> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[MessageBytesMax];
        var length = 0;
        int read;
        while (length < buffer.Length && (read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            int end;
            while ((end = buffer.AsSpan(0, length).IndexOf((byte)'}')) >= 0)
            {
                var size = Parse(buffer.AsSpan(0, end + 1));
                buffer.AsSpan(end + 1, length - end - 1).CopyTo(buffer);
                length -= end + 1;
                if (size is { } known)
                {
                    yield return known;
                }
            }
        }
    }

    private static TerminalSize? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject size && size["Width"] is { } width && size["Height"] is { } height
                ? new TerminalSize((ushort)width, (ushort)height)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            // A size that is none changes nothing.
            return null;
        }
    }
}
