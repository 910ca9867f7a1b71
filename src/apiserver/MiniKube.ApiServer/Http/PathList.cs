using System.Buffers;
using System.Text.Json;

namespace MiniKube.ApiServer.Http;

/// <summary>The body of <c>/</c>.</summary>
internal static class PathList
{
    public static byte[] Write(IEnumerable<string> paths)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("paths");
        foreach (var path in paths)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
