using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>RFC 6902: a list of steps, all or none of which apply.</summary>
public static class JsonPatch
{
    /// <summary>Returns the patched tree; <paramref name="target"/> is not changed.</summary>
    /// <exception cref="PatchException">400 for a body that is no JSON patch, 413 for too many steps, 422 for a step that fails.</exception>
    public static JsonNode Apply(JsonNode target, ReadOnlyMemory<byte> patch) => Apply(target, PatchBody.Read(patch, out _));

    /// <summary>The same for a patch that was read, which is not changed.</summary>
    /// <exception cref="PatchException">As above.</exception>
    public static JsonNode Apply(JsonNode target, JsonNode? patch)
    {
        var document = new JsonPatchDocument(target.DeepClone());
        foreach (var operation in JsonPatchOperation.ReadAll(patch))
        {
            Apply(document, operation);
        }

        document.RequireDepth();
        return document.Root ?? throw PatchException.DoesNotApply("the patch leaves nothing of the object");
    }

    private static void Apply(JsonPatchDocument document, JsonPatchOperation operation)
    {
        switch (operation.Kind)
        {
            case "add":
                document.Add(operation.Path, operation.Value?.DeepClone());
                break;
            case "remove":
                document.Remove(operation.Path);
                break;
            case "replace":
                document.Replace(operation.Path, operation.Value?.DeepClone());
                break;
            case "move":
                document.Move(operation.From!.Value, operation.Path);
                break;
            case "copy":
                document.Copy(operation.From!.Value, operation.Path);
                break;
            case "test":
                document.Test(operation.Path, operation.Value);
                break;
            default:
                throw PatchException.DoesNotApply($"unknown operation \"{operation.Kind}\": use add, remove, replace, move, copy or test");
        }
    }
}
