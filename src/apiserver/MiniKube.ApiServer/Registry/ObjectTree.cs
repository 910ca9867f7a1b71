using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>Reads and writes of object trees that do not care whether a field is there.</summary>
internal static class ObjectTree
{
    extension(JsonObject tree)
    {
        /// <summary>The metadata; made when it is missing.</summary>
        public JsonObject Metadata => tree.Ensure("metadata");

        public string Name => tree.Metadata.Text("name");

        public string Namespace => tree.Metadata.Text("namespace");

        /// <summary>The object under a name; made when it is missing.</summary>
        public JsonObject Ensure(string name)
        {
            if (tree[name] is JsonObject there)
            {
                return there;
            }

            var made = new JsonObject();
            tree[name] = made;
            return made;
        }

        /// <summary>The list under a name; made when it is missing.</summary>
        public JsonArray EnsureList(string name)
        {
            if (tree[name] is JsonArray there)
            {
                return there;
            }

            var made = new JsonArray();
            tree[name] = made;
            return made;
        }

        /// <summary>Takes a field over from another tree, its absence too.</summary>
        public void CopyFrom(JsonObject other, string name)
        {
            if (other[name] is { } value)
            {
                tree[name] = value.DeepClone();
            }
            else
            {
                tree.Remove(name);
            }
        }

        /// <summary>Makes the tree have exactly the fields of another one, which is not to be used after.</summary>
        public void ReplaceBy(JsonObject other)
        {
            if (ReferenceEquals(tree, other))
            {
                return;
            }

            tree.Clear();
            foreach (var (name, value) in other.ToList())
            {
                other.Remove(name);
                tree[name] = value;
            }
        }

        public bool IsTerminating => tree.Metadata["deletionTimestamp"] is not null;
    }

    /// <summary>The string under a name; empty when there is none.</summary>
    public static string Text(this JsonObject? tree, string name) =>
        tree?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    public static JsonObject? Child(this JsonObject? tree, string name) => tree?[name] as JsonObject;

    public static JsonArray? List(this JsonObject? tree, string name) => tree?[name] as JsonArray;

    /// <summary>The objects of the list under a name; none when there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject? tree, string name) => tree.List(name)?.OfType<JsonObject>() ?? [];

    /// <summary>The strings of the list under a name; none when there is no list.</summary>
    public static IEnumerable<string> Texts(this JsonObject? tree, string name) =>
        tree.List(name)?.OfType<JsonValue>().Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => value.GetValue<string>()) ?? [];

    public static long? Integer(this JsonObject? tree, string name)
    {
        if (tree?[name] is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        return value.TryGetValue(out long wide) ? wide : value.TryGetValue(out int narrow) ? narrow : null;
    }

    public static bool? Flag(this JsonObject? tree, string name) => tree?[name] is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        }
        : null;

    public static DateTimeOffset? Time(this JsonObject? tree, string name) =>
        DateTimeOffset.TryParse(tree.Text(name), out var time) ? time : null;

    /// <summary>How the API writes a time: seconds, in UTC.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public static JsonArray ListOf(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
