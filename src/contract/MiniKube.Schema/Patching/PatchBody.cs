using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>Reads the body of a patch request.</summary>
public static class PatchBody
{
    // Deeper than any API type; keeps the recursion of a merge far from the end of the stack.
    internal const int DepthMax = 256;

    /// <summary>Reads the object of a merge patch.</summary>
    /// <exception cref="PatchException">The body is not JSON, or not an object.</exception>
    public static JsonObject ReadObject(ReadOnlyMemory<byte> body) =>
        Read(body) as JsonObject ?? throw PatchException.Malformed("the body of a merge patch must be a JSON object");

    internal static JsonNode? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            RequireText(body.Span);
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw PatchException.Malformed(e.Message, e);
        }
        catch (InvalidOperationException e)
        {
            throw PatchException.Malformed("a string is not valid Unicode", e);
        }
    }

    /// <summary>Throws for a string that cannot be decoded, which the tree would only find when it is asked for it.</summary>
    private static void RequireText(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }
}
