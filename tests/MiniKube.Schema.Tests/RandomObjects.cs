using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests;

/// <summary>Makes random objects of any type of the table.</summary>
internal static class RandomObjects
{
    private const int DepthMax = 5;

    private static readonly string[] Quantities = ["0", "1", "1500m", "100Mi", "1024Mi", "0.5", "2e3", "1n"];
    private static readonly string[] Durations = ["1h30m", "0", "1.5s", "250ms", "-3s"];
    private static readonly string[] Times = ["2024-02-29T23:59:59Z", "2024-01-01T00:00:00.123456789+02:00", "0001-01-01T00:00:00Z"];

    public static Gen<JsonObject> Of(TypeSchema type) => Gen.Int.Select(seed => (JsonObject)Value(new Random(seed), type, 0)!);

    private static JsonNode? Value(Random random, TypeSchema type, int depth) => type.Kind switch
    {
        TypeKind.Object => Object(random, type, depth),
        TypeKind.Map => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(i => KeyValuePair.Create<string, JsonNode?>($"{(char)('z' - i)}k", Value(random, type.Element!, depth + 1) ?? ""))),
        TypeKind.List => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, type.Element!, depth + 1) ?? new JsonObject())]),
        TypeKind.String when type.Enum.Length > 0 => type.Enum[random.Next(type.Enum.Length)],
        TypeKind.String => Pick(random, "", "a", "é<&>\"\\", "名前", "line\nbreak"),
        TypeKind.Int32 => random.Next(4) == 0 ? 0L : random.Next(int.MinValue, int.MaxValue),
        TypeKind.Int64 => random.Next(4) == 0 ? 0L : random.NextInt64(long.MinValue, long.MaxValue),
        TypeKind.Double => random.Next(3) == 0 ? 0 : random.NextDouble() * 1000,
        TypeKind.Boolean => random.Next(2) == 0,
        TypeKind.Quantity => Pick(random, Quantities),
        TypeKind.Time or TypeKind.MicroTime => Pick(random, Times),
        TypeKind.Duration => Pick(random, Durations),
        TypeKind.IntOrString => random.Next(2) == 0 ? random.Next(1000) : "25%",
        TypeKind.Bytes => Convert.ToBase64String(new byte[random.Next(5)]),
        _ when type.Name.Contains(".JSONSchemaPropsOr", StringComparison.Ordinal) => JsonNode.Parse(Pick(random, """{"type":"string"}""", FormOf(type))),
        _ => JsonNode.Parse(Pick(random, """{"b":null,"a":[1.50,{}]}""", "[]", "\"x\"", "5")),
    };

    private static JsonObject Object(Random random, TypeSchema type, int depth)
    {
        var made = new JsonObject();
        var fields = type.OrderedFields.ToArray();
        random.Shuffle(fields);
        foreach (var field in fields)
        {
            if (depth < DepthMax && random.Next(depth == 0 ? 1 : depth + 1) == 0)
            {
                made[field.Name] = random.Next(10) == 0 ? null : Value(random, field.Type, depth + 1);
            }
        }

        return made;
    }

    /// <summary>What may stand in a schema instead of another schema.</summary>
    private static string FormOf(TypeSchema type) => type.Name[(type.Name.LastIndexOf("Or", StringComparison.Ordinal) + 2)..] switch
    {
        "Bool" => "false",
        "StringArray" => """["a","b"]""",
        _ => """[{"type":"object"},{"minimum":1.5}]""",
    };

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
