using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>Reads the body of a patch request.</summary>
public static class PatchBody
{
    // Deeper than any API type; keeps the recursion of a merge far from the end of the stack.
    private const int DepthMax = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Reads the object of a merge patch.</summary>
    /// <exception cref="PatchException">The body is not JSON, or not an object.</exception>
    public static JsonObject ReadObject(ReadOnlyMemory<byte> body) =>
        Read(body) as JsonObject ?? throw PatchException.Malformed("the body of a merge patch must be a JSON object");

    internal static JsonNode? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Options);
        }
        catch (JsonException e)
        {
            throw PatchException.Malformed(e.Message, e);
        }
    }
}
