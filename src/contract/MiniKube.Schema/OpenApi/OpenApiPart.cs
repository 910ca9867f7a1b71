using System.Text.Json.Nodes;
using MiniKube.Api.Names;

namespace MiniKube.Schema.OpenApi;

/// <summary>What the Swagger 2.0 document of another server says of one group and version, and all that this refers to. Immutable by rule.</summary>
/// <param name="Paths">By path.</param>
/// <param name="Definitions">By name.</param>
/// <param name="Parameters">By name.</param>
public sealed record OpenApiPart(JsonObject Paths, JsonObject Definitions, JsonObject Parameters)
{
    /// <summary>Takes the part out of a document, in a tree of its own; what is not of the form that a document has is left out.</summary>
    public static OpenApiPart Of(JsonObject document, GroupVersion version)
    {
        var root = $"/apis/{version}";
        var paths = new JsonObject();
        foreach (var (path, item) in document["paths"] as JsonObject ?? [])
        {
            if (item is JsonObject && (path == root || path.StartsWith(root + "/", StringComparison.Ordinal)))
            {
                paths[path] = item.DeepClone();
            }
        }

        var part = new OpenApiPart(paths, [], []);
        part.TakeReferences(document);
        return part;
    }

    private void TakeReferences(JsonObject document)
    {
        var open = new Queue<string>(OpenApiReferences.In(Paths).Distinct());
        var seen = new HashSet<string>(open, StringComparer.Ordinal);
        while (open.TryDequeue(out var reference))
        {
            var (from, to, name) = reference.StartsWith(OpenApiReferences.Definitions, StringComparison.Ordinal)
                ? ("definitions", Definitions, reference[OpenApiReferences.Definitions.Length..])
                : reference.StartsWith(OpenApiReferences.Parameters, StringComparison.Ordinal)
                    ? ("parameters", Parameters, reference[OpenApiReferences.Parameters.Length..])
                    : ("", Parameters, "");
            if ((document[from] as JsonObject)?[name] is not JsonObject found)
            {
                continue;
            }

            to[name] = found.DeepClone();
            foreach (var next in OpenApiReferences.In(found).Where(seen.Add))
            {
                open.Enqueue(next);
            }
        }
    }
}
