using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.Schema.Patching;

/// <summary>Reads the body of a patch request.</summary>
public static class PatchBody
{
    // Deeper than any API type; keeps the recursion of a merge far from the end of the stack.
    internal const int DepthMax = 256;

    /// <summary>Reads a body.</summary>
    /// <param name="body">As sent.</param>
    /// <param name="repeated">Names that come twice, of which the last stands: <c>duplicate field "a.b"</c>.</param>
    /// <exception cref="PatchException">The body is not JSON.</exception>
    public static JsonNode? Read(ReadOnlyMemory<byte> body, out ImmutableArray<string> repeated)
    {
        repeated = [];
        try
        {
            RequireText(body.Span);
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            return Repeating(body.Span, out repeated) ?? throw PatchException.Malformed(e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw PatchException.Malformed("a string is not valid Unicode", e);
        }
    }

    /// <summary>Takes what was read for the object of a merge patch.</summary>
    /// <exception cref="PatchException">It is none.</exception>
    public static JsonObject AsObject(JsonNode? read) =>
        read as JsonObject ?? throw PatchException.Malformed("the body of a merge patch must be a JSON object");

    /// <summary>Null when the body is malformed for another reason.</summary>
    private static JsonNode? Repeating(ReadOnlySpan<byte> body, out ImmutableArray<string> repeated)
    {
        repeated = [];
        try
        {
            repeated = RepeatedNames.Find(body, DepthMax);
            return repeated.IsEmpty ? null : ConfigurationReader.ReadAny(body, DepthMax);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Throws for a string that cannot be decoded, which the tree would only find when it is asked for it.</summary>
    private static void RequireText(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && (reader.ValueIsEscaped || !Utf8.IsValid(reader.ValueSpan)))
            {
                _ = reader.GetString();
            }
        }
    }
}
