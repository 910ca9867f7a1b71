using System.Text.Json.Nodes;

namespace MiniKube.Schema.Trees;

/// <summary>Reads trees without caring how they were made: by the decoder, by a patch or by hand. What is absent or of another type reads as nothing.</summary>
#pragma warning disable CA1708 // The compiler's own names for the extension blocks differ in nothing the rule sees.
public static class JsonTree
#pragma warning restore CA1708
{
    extension(JsonNode? node)
    {
        /// <summary>The text of a string; null for anything else.</summary>
        public string? AsText => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

        /// <summary>The value of a whole number; null for anything else.</summary>
        public long? AsInteger => node is JsonValue value && value.TryGetInteger(out var number) ? number : null;

        /// <summary>The value of a boolean; null for anything else.</summary>
        public bool? AsFlag => node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;
    }

    extension(JsonValue value)
    {
        /// <summary>True for a whole number, whichever width it was made with.</summary>
        public bool TryGetInteger(out long number)
        {
            if (value.TryGetValue(out number))
            {
                return true;
            }

            if (value.TryGetValue<int>(out var narrow))
            {
                number = narrow;
                return true;
            }

            return false;
        }
    }

    extension(JsonObject? tree)
    {
        /// <summary>The member with the name; null when there is none.</summary>
        public JsonNode? Member(string name) => tree is not null && tree.TryGetPropertyValue(name, out var member) ? member : null;

        public JsonObject? Object(string name) => tree.Member(name) as JsonObject;

        /// <summary>The list with the name, to be gone through without an enumerator; null when there is none.</summary>
        public JsonArray? List(string name) => tree.Member(name) as JsonArray;

        public string? Text(string name) => tree.Member(name).AsText;

        public long? Integer(string name) => tree.Member(name).AsInteger;

        public bool? Flag(string name) => tree.Member(name).AsFlag;

        public bool Has(string name) => tree.Member(name) is not null;

        /// <summary>The object at the end of the names; null when a step is missing.</summary>
        public JsonObject? At(params ReadOnlySpan<string> names)
        {
            var at = tree;
            foreach (var name in names)
            {
                at = at.Object(name);
            }

            return at;
        }

        /// <summary>The items of a list; none when there is no list.</summary>
        public IEnumerable<JsonNode?> Items(string name) => tree.Member(name) as JsonArray ?? [];

        /// <summary>The items of a list that are objects.</summary>
        public IEnumerable<JsonObject> Objects(string name) => tree.Items(name).OfType<JsonObject>();
    }

    extension(JsonObject tree)
    {
        /// <summary>The object with the name, made empty if it is missing.</summary>
        public JsonObject Ensure(string name)
        {
            if (tree.Object(name) is { } there)
            {
                return there;
            }

            var made = new JsonObject();
            tree[name] = made;
            return made;
        }

        /// <summary>Sets the member if it is missing.</summary>
        public void Default(string name, string value)
        {
            if (!tree.Has(name))
            {
                tree[name] = JsonValue.Create(value);
            }
        }

        /// <summary>Sets the member if it is missing.</summary>
        public void Default(string name, long value)
        {
            if (!tree.Has(name))
            {
                tree[name] = JsonValue.Create(value);
            }
        }

        /// <summary>Sets the member if it is missing.</summary>
        public void Default(string name, bool value)
        {
            if (!tree.Has(name))
            {
                tree[name] = JsonValue.Create(value);
            }
        }

        /// <summary>Sets the member if it is missing or the empty string.</summary>
        public void DefaultIfEmpty(string name, string value)
        {
            if (string.IsNullOrEmpty(tree.Text(name)))
            {
                tree[name] = JsonValue.Create(value);
            }
        }
    }
}
