using System.Buffers;
using System.Text.Json;

namespace MiniKube.Schema.OpenApi;

/// <summary>
/// The Swagger 2.0 document in the protobuf form of the gnostic library, the only one that the discovery clients written in Go
/// read: <c>kubectl explain -o plaintext-openapiv2</c>, and kubectl before 1.27 for nearly everything.
/// </summary>
public static class OpenApiV2Protobuf
{
    /// <summary>The Content-Type of an answer, which is accepted too.</summary>
    public const string MediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>What clients ask for; the sign in it may not stand in a Content-Type.</summary>
    public const string AcceptedMediaType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>Deeper than any schema that a definition may have.</summary>
    private const int DepthMax = 512;

    /// <summary>Translates the document that <see cref="OpenApiV2.Write"/> made.</summary>
    public static void Write(ReadOnlyMemory<byte> json, IBufferWriter<byte> to)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
        var writer = new ProtoWriter();
        WriteDocument(writer, document.RootElement);
        to.Write(writer.Written);
    }

    private static void WriteDocument(ProtoWriter writer, JsonElement document)
    {
        writer.String(1, document, "swagger");
        writer.Message(2, document, "info", (info, value) =>
        {
            info.String(1, value, "title");
            info.String(2, value, "version");
        });
        writer.Message(8, document, "paths", (paths, value) => paths.Named(2, value, WritePath));
        writer.Message(9, document, "definitions", (definitions, value) => definitions.Named(1, value, WriteSchema));
        writer.Message(10, document, "parameters", (parameters, value) => parameters.Named(1, value, WriteParameter));
    }

    private static void WritePath(ProtoWriter writer, JsonElement path)
    {
        writer.Message(2, path, "get", WriteOperation);
        writer.Message(3, path, "put", WriteOperation);
        writer.Message(4, path, "post", WriteOperation);
        writer.Message(5, path, "delete", WriteOperation);
        writer.Message(6, path, "options", WriteOperation);
        writer.Message(7, path, "head", WriteOperation);
        writer.Message(8, path, "patch", WriteOperation);
        WriteParameters(writer, 9, path);
    }

    private static void WriteOperation(ProtoWriter writer, JsonElement operation)
    {
        writer.Strings(1, operation, "tags");
        writer.String(3, operation, "description");
        writer.String(5, operation, "operationId");
        writer.Strings(6, operation, "produces");
        writer.Strings(7, operation, "consumes");
        WriteParameters(writer, 8, operation);
        writer.Message(9, operation, "responses", (responses, value) => responses.Named(1, value, (response, each) => response.Message(1, body =>
        {
            body.String(1, each, "description");
            body.Message(2, each, "schema", (item, schema) => item.Message(1, inner => WriteSchema(inner, schema)));
        })));
        writer.Strings(10, operation, "schemes");
        WriteExtensions(writer, 13, operation);
    }

    private static void WriteParameters(ProtoWriter writer, int field, JsonElement owner)
    {
        foreach (var parameter in ProtoWriter.Items(owner, "parameters"))
        {
            writer.Message(field, item =>
            {
                if (ProtoWriter.Find(parameter, "$ref") is null)
                {
                    item.Message(1, choice => WriteParameter(choice, parameter));
                }
                else
                {
                    item.Message(2, reference => reference.String(1, parameter, "$ref"));
                }
            });
        }
    }

    private static void WriteParameter(ProtoWriter writer, JsonElement parameter)
    {
        var place = ProtoWriter.Find(parameter, "in") is { ValueKind: JsonValueKind.String } given ? given.GetString() : "";
        if (place == "body")
        {
            writer.Message(1, body =>
            {
                body.String(2, parameter, "name");
                body.String(3, parameter, "in");
                body.True(4, parameter, "required");
                body.Message(5, parameter, "schema", WriteSchema);
            });
            return;
        }

        // A query parameter has one field more than one of the path, which moves those after it.
        var isQuery = place == "query";
        writer.Message(2, choice => choice.Message(isQuery ? 3 : 4, value =>
        {
            value.True(1, parameter, "required");
            value.String(2, parameter, "in");
            value.String(3, parameter, "description");
            value.String(4, parameter, "name");
            value.String(isQuery ? 6 : 5, parameter, "type");
            value.True(isQuery ? 20 : 19, parameter, "uniqueItems");
        }));
    }

    private static void WriteSchema(ProtoWriter writer, JsonElement schema)
    {
        writer.String(1, schema, "$ref");
        writer.String(2, schema, "format");
        writer.String(4, schema, "description");
        writer.Message(5, schema, "default", WriteAny);
        writer.Strings(19, schema, "required");
        writer.Message(21, schema, "additionalProperties", WriteAdditional);
        writer.Message(22, schema, "type", WriteType);
        writer.Message(23, schema, "items", (items, value) => items.Message(1, inner => WriteSchema(inner, value)));
        writer.Message(25, schema, "properties", (properties, value) => properties.Named(1, value, WriteSchema));
        WriteExtensions(writer, 31, schema);
    }

    /// <summary>A schema, or whether there may be more properties at all.</summary>
    private static void WriteAdditional(ProtoWriter writer, JsonElement additional)
    {
        if (additional.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            writer.Boolean(2, additional.GetBoolean());
        }
        else
        {
            writer.Message(1, inner => WriteSchema(inner, additional));
        }
    }

    private static void WriteType(ProtoWriter writer, JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            writer.String(1, type.GetString()!);
        }
    }

    private static void WriteExtensions(ProtoWriter writer, int field, JsonElement owner)
    {
        if (owner.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in owner.EnumerateObject())
        {
            if (property.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                writer.Message(field, named =>
                {
                    named.String(1, property.Name);
                    named.Message(2, value => WriteAny(value, property.Value));
                });
            }
        }
    }

    /// <summary>Any value is carried as YAML, of which JSON is a part.</summary>
    private static void WriteAny(ProtoWriter writer, JsonElement value) => writer.String(2, $"{value.GetRawText()}\n");
}
