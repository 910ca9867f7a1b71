using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Patching;

/// <summary>The document that the steps of a JSON patch change one after the other. Owned by one patch.</summary>
internal sealed class JsonPatchDocument(JsonNode? root)
{
    // A few copies of copies would fill the memory.
    private const int CopiedBytesMax = 3 * 1024 * 1024;

    private long _copiedBytes;

    public JsonNode? Root { get; private set; } = root;

    public void Add(JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
        {
            Root = value;
            return;
        }

        switch (Parent(path, "add"))
        {
            case JsonObject parent:
                parent[path.Last] = value;
                break;
            case JsonArray parent when path.Last == "-":
                parent.Add(value);
                break;
            case JsonArray parent when JsonPointer.Index(path.Last, parent.Count + 1) is { } index && index >= 0 && index <= parent.Count:
                parent.Insert(index, value);
                break;
            default:
                throw Missing("add", path);
        }
    }

    public JsonNode? Remove(JsonPointer path)
    {
        if (path.IsRoot)
        {
            throw PatchException.DoesNotApply("the whole object cannot be removed by a patch");
        }

        var value = Find(path, "remove");
        if (Parent(path, "remove") is JsonArray list)
        {
            list.RemoveAt(JsonPointer.Index(path.Last, list.Count)!.Value);
        }
        else
        {
            Parent(path, "remove")!.AsObject().Remove(path.Last);
        }

        return value;
    }

    public void Replace(JsonPointer path, JsonNode? value)
    {
        if (path.IsRoot)
        {
            Root = value;
            return;
        }

        switch (Parent(path, "replace"))
        {
            case JsonObject parent:
                // Clients rely on what upstream does, whatever the RFC says: a field that is not there is added.
                parent[path.Last] = value;
                break;
            case JsonArray list when TryStep(list, path.Last, out _):
                list[JsonPointer.Index(path.Last, list.Count)!.Value] = value;
                break;
            default:
                throw Missing("replace", path);
        }
    }

    public void Move(JsonPointer from, JsonPointer path)
    {
        if (from.Contains(path))
        {
            throw PatchException.DoesNotApply($"{from} cannot be moved into itself");
        }

        if (from.Text == path.Text)
        {
            Find(from, "move");
            return;
        }

        Add(path, Remove(from));
    }

    public void Copy(JsonPointer from, JsonPointer path)
    {
        var source = Find(from, "copy");
        RequireDepth(source, PatchBody.DepthMax);
        var value = source?.DeepClone();
        _copiedBytes += Size(value);
        if (_copiedBytes > CopiedBytesMax)
        {
            throw PatchException.TooLarge($"the copy operations of a JSON patch may add {CopiedBytesMax} bytes at most");
        }

        Add(path, value);
    }

    public void Test(JsonPointer path, JsonNode? expected)
    {
        // As upstream: a field that is not there equals null.
        var isPresent = TryFind(path, "test", out var value);
        if (!JsonNode.DeepEquals(value, expected) || (!isPresent && expected is not null))
        {
            throw PatchException.FailedTest($"testing value {path} failed");
        }
    }

    /// <summary>Throws when the steps have nested the document deeper than a body may be.</summary>
    public void RequireDepth() => RequireDepth(Root, PatchBody.DepthMax);

    private static void RequireDepth(JsonNode? value, int depthMax)
    {
        if (depthMax == 0)
        {
            throw PatchException.DoesNotApply($"the patch nests the object more than {PatchBody.DepthMax} levels deep");
        }

        switch (value)
        {
            case JsonObject map:
                foreach (var (_, child) in map)
                {
                    RequireDepth(child, depthMax - 1);
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    RequireDepth(child, depthMax - 1);
                }

                break;
        }
    }

    private static long Size(JsonNode? value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);
        value?.WriteTo(writer);
        writer.Flush();
        return bytes.WrittenCount;
    }

    private static PatchException Missing(string operation, JsonPointer path) =>
        PatchException.DoesNotApply($"{operation} operation does not apply: doc is missing path: {path}");

    private static bool TryStep(JsonNode? node, string token, out JsonNode? child)
    {
        child = null;
        switch (node)
        {
            case JsonObject map:
                return map.TryGetPropertyValue(token, out child);
            case JsonArray list when JsonPointer.Index(token, list.Count) is { } index && index >= 0 && index < list.Count:
                child = list[index];
                return true;
            default:
                return false;
        }
    }

    private JsonNode? Parent(JsonPointer path, string operation)
    {
        var node = Root;
        foreach (var token in path.Tokens.AsSpan(0, path.Tokens.Length - 1))
        {
            if (!TryStep(node, token, out node))
            {
                throw Missing(operation, path);
            }
        }

        return node;
    }

    private JsonNode? Find(JsonPointer path, string operation) =>
        TryFind(path, operation, out var value) ? value : throw Missing(operation, path);

    private bool TryFind(JsonPointer path, string operation, out JsonNode? value)
    {
        value = Root;
        return path.IsRoot || TryStep(Parent(path, operation), path.Last, out value);
    }
}
