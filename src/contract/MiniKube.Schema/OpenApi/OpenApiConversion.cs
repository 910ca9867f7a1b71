using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.OpenApi;

/// <summary>Makes an OpenAPI 3.0 document of a part in the Swagger 2.0 form, for servers that know only that one.</summary>
public static class OpenApiConversion
{
    private const string Schemas = "#/components/schemas/";

    private static readonly string[] NotTaken = ["consumes", "produces", "schemes", "parameters", "responses"];
    private static readonly string[] OfParameter = ["name", "in", "description", "required"];

    public static JsonObject ToV3(OpenApiPart part, string serverVersion)
    {
        var paths = new JsonObject();
        foreach (var (path, item) in part.Paths)
        {
            paths[path] = Path(item!.AsObject(), part);
        }

        var document = new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = serverVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = part.Definitions.DeepClone() },
        };
        OpenApiReferences.Change(
            document,
            reference => reference.StartsWith(OpenApiReferences.Definitions, StringComparison.Ordinal) ? Schemas + reference[OpenApiReferences.Definitions.Length..] : reference);
        return document;
    }

    private static JsonObject Path(JsonObject item, OpenApiPart part)
    {
        var made = new JsonObject();
        foreach (var (name, value) in item)
        {
            if (name == "parameters")
            {
                made[name] = Parameters(item, part);
            }
            else
            {
                made[name] = value is JsonObject operation && !name.StartsWith("x-", StringComparison.Ordinal) ? Operation(operation, part) : value?.DeepClone();
            }
        }

        return made;
    }

    private static JsonObject Operation(JsonObject operation, OpenApiPart part)
    {
        var made = new JsonObject();
        foreach (var (name, value) in operation.Where(each => !NotTaken.Contains(each.Key)))
        {
            made[name] = value?.DeepClone();
        }

        made["parameters"] = Parameters(operation, part);
        if (All(operation, part).FirstOrDefault(parameter => IsText(parameter["in"], "body")) is { } body)
        {
            made["requestBody"] = new JsonObject { ["content"] = Content(operation["consumes"], body["schema"]), ["required"] = body["required"]?.DeepClone() };
        }

        var responses = new JsonObject();
        foreach (var (code, response) in operation["responses"] as JsonObject ?? [])
        {
            responses[code] = new JsonObject
            {
                ["description"] = response is JsonObject told ? told["description"]?.DeepClone() : null,
                ["content"] = Content(operation["produces"], (response as JsonObject)?["schema"]),
            };
        }

        made["responses"] = responses;
        return made;
    }

    private static JsonArray Parameters(JsonObject owner, OpenApiPart part) =>
        new([.. All(owner, part).Where(parameter => !IsText(parameter["in"], "body")).Select(Parameter)]);

    private static IEnumerable<JsonObject> All(JsonObject owner, OpenApiPart part) =>
        (owner["parameters"] as JsonArray)?.OfType<JsonObject>().Select(parameter => Resolved(parameter, part)) ?? [];

    private static JsonObject Resolved(JsonObject parameter, OpenApiPart part) =>
        OpenApiReferences.In(parameter).FirstOrDefault() is { } reference && reference.StartsWith(OpenApiReferences.Parameters, StringComparison.Ordinal)
            ? part.Parameters[reference[OpenApiReferences.Parameters.Length..]] as JsonObject ?? parameter
            : parameter;

    private static JsonNode Parameter(JsonObject parameter)
    {
        var (made, schema) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in parameter)
        {
            (OfParameter.Contains(name) ? made : schema)[name] = value?.DeepClone();
        }

        made["schema"] = schema;
        return made;
    }

    private static JsonObject Content(JsonNode? mediaTypes, JsonNode? schema)
    {
        var content = new JsonObject();
        if (schema is null)
        {
            return content;
        }

        var types = (mediaTypes as JsonArray)?.OfType<JsonValue>().Where(type => type.GetValueKind() == JsonValueKind.String).Select(type => type.GetValue<string>()) ?? [];
        foreach (var type in types.DefaultIfEmpty("*/*").Distinct())
        {
            content[type] = new JsonObject { ["schema"] = schema.DeepClone() };
        }

        return content;
    }

    private static bool IsText(JsonNode? node, string text) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == text;
}
