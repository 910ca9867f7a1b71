using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKube.Schema.Discovery;

/// <summary>Makes the JSON writers of documents: they are never part of a web page, so only what JSON demands is escaped.</summary>
internal static class DocumentWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter To(IBufferWriter<byte> bytes) => new(bytes, Options);
}
