using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.CustomResources.Rules;

/// <summary>The properties of a schema, and of a whole object what all have: its kind, and of its metadata the name.</summary>
internal sealed class SchemaFields(JsonObject schema, bool isResource) : CelFields
{
    private static readonly CelType Metadata = CelType.Object("object", new SchemaFields(
        new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject { ["type"] = "string" },
                ["generateName"] = new JsonObject { ["type"] = "string" },
            },
        },
        isResource: false));

    private readonly Lazy<FrozenDictionary<string, CelField>> _fields = new(() => Make(schema, isResource));

    public override CelField? Find(string name) => _fields.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, CelField> Make(JsonObject schema, bool isResource)
    {
        var made = new Dictionary<string, CelField>(StringComparer.Ordinal);
        foreach (var (name, property) in schema.Child("properties") ?? [])
        {
            if (PropertyNames.Escape(name) is { } escaped && property is JsonObject tree && SchemaTypes.Of(tree) is { } type)
            {
                made[escaped] = new CelField(name, type);
            }
        }

        if (isResource)
        {
            made["apiVersion"] = new CelField("apiVersion", CelType.String);
            made["kind"] = new CelField("kind", CelType.String);
            made["metadata"] = new CelField("metadata", Metadata);
        }

        return made.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
