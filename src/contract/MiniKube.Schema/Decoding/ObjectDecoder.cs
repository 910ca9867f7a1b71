using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>
/// Reads JSON into an object in canonical form, in one pass led by the schema: fields in schema order, map keys sorted, null and what
/// <c>omitempty</c> leaves out dropped, what is always written filled in, quantities and times canonical, unknown fields pruned and reported.
/// </summary>
public static class ObjectDecoder
{
    /// <exception cref="DecodeException">The bytes are not JSON, not an object, or a value is not of its field's type.</exception>
    public static DecodeResult Decode(ReadOnlyMemory<byte> json, TypeSchema type, DecodeOptions options)
    {
        var pass = new DecoderPass(options);
        try
        {
            var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = options.DepthMax });
            if (!reader.Read())
            {
                throw new DecodeException("json parse error: unexpected end of JSON input") { IsNoObject = true };
            }

            var root = pass.Root(ref reader, type);
            if (reader.Read())
            {
                throw new DecodeException("json parse error: invalid data after top-level value") { IsNoObject = true };
            }

            return new DecodeResult(root, Warnings(pass.Findings, json.Span, type, options));
        }
        catch (JsonException failure)
        {
            throw new DecodeException($"json parse error: {Plain(failure)}", failure) { IsNoObject = true };
        }
        catch (InvalidOperationException failure)
        {
            // The reader finds an unpaired surrogate escape or bytes that are not UTF-8 only when the text is taken out.
            throw new DecodeException($"json parse error: {failure.Message}", failure);
        }
    }

    /// <summary>The same for a tree, such as the outcome of a patch.</summary>
    public static DecodeResult Decode(JsonObject tree, TypeSchema type, DecodeOptions options)
    {
        using var bytes = new PooledBytes();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true, MaxDepth = int.MaxValue }))
        {
            tree.WriteTo(writer);
        }

        return Decode(bytes.Memory, type, options);
    }

    /// <summary>A custom resource that is in order is not read twice.</summary>
    private static ImmutableArray<string> Warnings(FieldFindings findings, ReadOnlySpan<byte> json, TypeSchema type, DecodeOptions options) =>
        findings.IsEmpty || !type.IsCustom ? findings.AsFound : findings.OfCustom(RepeatedNames.Find(json, options.DepthMax));

    private static string Plain(JsonException failure) => failure.LineNumber is { } line
        ? $"{failure.Message.Split(" LineNumber:")[0].TrimEnd()} (line {line + 1}, byte {failure.BytePositionInLine + 1})"
        : failure.Message;
}
