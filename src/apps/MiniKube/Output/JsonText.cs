using System.Text;
using System.Text.Json;

namespace MiniKube.Output;

/// <summary>One JSON value for scripts.</summary>
internal static class JsonText
{
    public static void Write(TextWriter writer, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
