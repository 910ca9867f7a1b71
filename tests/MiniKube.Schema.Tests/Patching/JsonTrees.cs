using System.Text.Json.Nodes;
using CsCheck;

namespace MiniKube.Schema.Tests.Patching;

/// <summary>Makes small JSON objects whose names often meet.</summary>
internal static class JsonTrees
{
    private static readonly Gen<string> Name = OneOf("a", "b", "c", "d");

    public static Gen<JsonObject> Objects { get; } = Object(3, withNull: true);

    public static Gen<JsonObject> ObjectsWithoutNull { get; } = Object(3, withNull: false);

    private static Gen<JsonObject> Object(int depth, bool withNull) =>
        Gen.Select(Name, Value(depth - 1, withNull)).Array[0, 4].Select(fields =>
        {
            var tree = new JsonObject();
            foreach (var (name, value) in fields)
            {
                tree[name] = value?.DeepClone();
            }

            return tree;
        });

    private static Gen<JsonNode?> Value(int depth, bool withNull)
    {
        var scalar = Gen.OneOf<JsonNode?>(
            Gen.Int[0, 3].Select(number => (JsonNode?)JsonValue.Create(number)),
            OneOf("x", "y").Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Int[0, 3].Array[0, 2].Select(numbers => (JsonNode?)new JsonArray([.. numbers.Select(number => JsonValue.Create(number))])));
        var plain = withNull ? Gen.OneOf(scalar, Gen.Const((JsonNode?)null)) : scalar;
        return depth <= 0 ? plain : Gen.OneOf(plain, Object(depth, withNull).Select(tree => (JsonNode?)tree));
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
