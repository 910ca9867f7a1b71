using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>RFC 6902: a list of steps, all or none of which apply.</summary>
public static class JsonPatch
{
    // As many as of any other body.
    private const int FindingsMax = 100;

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

    /// <summary>The fields of the steps that mean nothing, <c>unknown field "[0].foo"</c>, and those that come twice, step by step.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="repeated">Names that come twice.</param>
    public static ImmutableArray<string> Findings(JsonNode? patch, ImmutableArray<string> repeated)
    {
        if (patch is not JsonArray steps)
        {
            return repeated;
        }

        var findings = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is JsonObject step)
            {
                findings.AddRange(step.Where(field => !JsonPatchOperation.IsField(field.Key)).Select(field => $"unknown field \"[{i}].{field.Key}\""));
            }

            findings.AddRange(repeated.Where(finding => finding.Contains($"\"[{i}].", StringComparison.Ordinal)));
        }

        return [.. findings.Distinct(StringComparer.Ordinal).Take(FindingsMax)];
    }
}
