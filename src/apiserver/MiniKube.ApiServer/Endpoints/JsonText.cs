using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>How answers are written: text as it is, escaped only where JSON asks for it.</summary>
internal static class JsonText
{
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private static JsonWriterOptions Fragment { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A writer for a part of a document.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> to) => new(to, Fragment);
}
