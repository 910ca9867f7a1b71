using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Patching;

/// <summary>One step of a JSON patch. <see cref="Value"/> is null for JSON's null and where the step has none.</summary>
internal sealed record JsonPatchOperation(string Kind, JsonPointer Path, JsonPointer? From, JsonNode? Value)
{
    private const int OperationsMax = 10_000;

    public static bool IsField(string name) => name is "op" or "path" or "from" or "value";

    public static IEnumerable<JsonPatchOperation> ReadAll(JsonNode? patch)
    {
        if (patch is not JsonArray steps)
        {
            throw PatchException.Malformed("the body of a JSON patch must be a list of operations");
        }

        if (steps.Count > OperationsMax)
        {
            throw PatchException.TooLarge($"The allowed maximum operations in a JSON patch is {OperationsMax}, got {steps.Count}");
        }

        return steps.Select(step => Read(step as JsonObject ?? throw PatchException.Malformed("an operation must be an object")));
    }

    private static JsonPatchOperation Read(JsonObject step)
    {
        var kind = step.Text("op") ?? throw PatchException.DoesNotApply("an operation has no \"op\"");
        var path = step.Text("path") ?? throw PatchException.DoesNotApply($"the {kind} operation has no \"path\"");
        JsonPointer? from = step.Text("from") is { } source ? JsonPointer.Parse(source) : null;
        if (kind is "move" or "copy" && from is null)
        {
            throw PatchException.DoesNotApply($"the {kind} operation to {path} has no \"from\"");
        }

        if (kind is "add" or "replace" or "test" && !step.ContainsKey("value"))
        {
            throw PatchException.DoesNotApply($"the {kind} operation on {path} has no \"value\"");
        }

        return new JsonPatchOperation(kind, JsonPointer.Parse(path), from, step["value"]);
    }
}
