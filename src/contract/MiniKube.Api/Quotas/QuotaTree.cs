using System.Text.Json.Nodes;

namespace MiniKube.Api.Quotas;

/// <summary>Reads of the objects that are counted, which do not care whether a field is there.</summary>
internal static class QuotaTree
{
    extension(JsonNode? node)
    {
        /// <summary>The text; empty for anything else.</summary>
        public string Word => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
    }

    extension(JsonObject? tree)
    {
        public JsonObject? Part(string name) => tree?[name] as JsonObject;

        public IEnumerable<JsonObject> Parts(string name) => (tree?[name] as JsonArray ?? []).OfType<JsonObject>();

        public bool Has(string name) => tree?[name] is not null;

        public bool IsSet(string name) => tree?[name] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

        /// <summary>A whole number; null for anything else.</summary>
        public long? Number(string name) => tree?[name] is not JsonValue value ? null
            : value.TryGetValue<long>(out var wide) ? wide
            : value.TryGetValue<int>(out var narrow) ? narrow
            : null;

        /// <summary>The amounts under <c>resources</c>.</summary>
        public ResourceAmounts Amounts(string list) => ResourceAmounts.Read(tree.Part("resources").Part(list));
    }
}
