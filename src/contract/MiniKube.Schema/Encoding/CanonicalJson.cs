using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Encoding;

/// <summary>
/// Writes objects in the one form in which they are stored and served: fields in schema order, map keys sorted, what <c>omitempty</c>
/// leaves out dropped, quantities and times canonical. The same object gives the same bytes.
/// </summary>
public static class CanonicalJson
{
    internal const int DepthMax = 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = DepthMax,
    };

    public static void Write(JsonObject value, TypeSchema type, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        CanonicalWriter.WriteObject(writer, value, type);
    }

    /// <summary>The same beside the canonical JSON of the object before, from which is copied what has not changed.</summary>
    public static void Write(JsonObject value, TypeSchema type, ReadOnlySpan<byte> before, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        CanonicalCopy.Write(writer, value, type, before, Options);
    }

    public static byte[] ToBytes(JsonObject value, TypeSchema type)
    {
        using var bytes = new PooledBytes();
        Write(value, type, bytes);
        return bytes.Span.ToArray();
    }

    /// <summary>The tree in canonical form, but for the order of names: itself when it is so already, else a new one; unknown fields are dropped without a word.</summary>
    /// <exception cref="DecodeException">A value is not of its field's type.</exception>
    public static JsonObject Normalize(JsonObject value, TypeSchema type) =>
        CanonicalForm.Holds(value, type) ? value : ObjectDecoder.Decode(value, type, new DecodeOptions { ReportsFields = false }).Object;
}
