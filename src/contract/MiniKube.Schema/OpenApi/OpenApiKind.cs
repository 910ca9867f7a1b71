using System.Text.Json;
using MiniKube.Api.Names;

namespace MiniKube.Schema.OpenApi;

/// <summary>Writes a kind as an extension's value.</summary>
internal static class OpenApiKind
{
    public static void Write(Utf8JsonWriter writer, GroupVersionKind kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", kind.Group);
        writer.WriteString("kind", kind.Kind);
        writer.WriteString("version", kind.Version);
        writer.WriteEndObject();
    }
}
