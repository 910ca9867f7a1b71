using System.Globalization;
using System.Text.Json;

namespace MiniKube.Schema.OpenApi;

/// <summary>Writes paths with their operations.</summary>
internal sealed class PathWriter(Utf8JsonWriter writer, OpenApiDialect dialect, DefinitionWriter definitions)
{
    private static readonly string[] PatchMediaTypes =
        ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

    private bool IsV3 => dialect == OpenApiDialect.V3;

    /// <summary>Clients ask here whether a kind takes strategic merge patches; a custom one does not.</summary>
    private static string[] BodyMediaTypes(ApiOperation operation) => operation switch
    {
        { IsPatch: true, IsCustom: true } => [.. PatchMediaTypes.Where(type => !type.Contains("strategic", StringComparison.Ordinal))],
        { IsPatch: true } => PatchMediaTypes,
        _ => ["*/*"],
    };

    public void Write(ApiPath path)
    {
        writer.WriteStartObject(path.Path);
        foreach (var operation in path.Operations)
        {
            writer.WriteStartObject(operation.Method);
            WriteOperation(path, operation);
            writer.WriteEndObject();
        }

        WriteParameters([.. path.Parameters], body: null);
        writer.WriteEndObject();
    }

    private void WriteOperation(ApiPath path, ApiOperation operation)
    {
        WriteList("tags", ApiTag.Of(path.Version));
        writer.WriteString("description", operation.Description);
        writer.WriteString("operationId", operation.Id);
        if (!IsV3)
        {
            WriteList("consumes", BodyMediaTypes(operation));
            WriteList("produces", operation.Response is null ? ["*/*"] : [.. operation.ResponseMediaTypes]);
            WriteList("schemes", "https");
        }

        WriteParameters([.. operation.Parameters], IsV3 ? null : operation.Body);
        if (IsV3 && operation.Body is { } body)
        {
            WriteRequestBody(operation, body);
        }

        WriteResponses(operation);
        writer.WriteString("x-kubernetes-action", operation.Action);
        writer.WritePropertyName("x-kubernetes-group-version-kind");
        OpenApiKind.Write(writer, operation.Kind);
    }

    private void WriteParameters(IReadOnlyCollection<ApiParameter> parameters, string? body)
    {
        if (parameters.Count == 0 && body is null)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        if (body is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("name", "body");
            writer.WriteString("in", "body");
            if (body != WellKnownTypes.DeleteOptions)
            {
                writer.WriteBoolean("required", true);
            }

            WriteSchema(body);
            writer.WriteEndObject();
        }

        foreach (var parameter in parameters)
        {
            WriteParameter(parameter);
        }

        writer.WriteEndArray();
    }

    private void WriteParameter(ApiParameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteString("name", parameter.Name);
        writer.WriteString("in", parameter.IsInPath ? "path" : "query");
        writer.WriteString("description", parameter.Description);
        if (parameter.IsInPath)
        {
            writer.WriteBoolean("required", true);
        }

        if (IsV3)
        {
            writer.WriteStartObject("schema");
        }

        writer.WriteString("type", parameter.Type);
        writer.WriteBoolean("uniqueItems", true);
        if (IsV3)
        {
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteRequestBody(ApiOperation operation, string body)
    {
        writer.WriteStartObject("requestBody");
        WriteContent(body, BodyMediaTypes(operation));
        if (body != WellKnownTypes.DeleteOptions)
        {
            writer.WriteBoolean("required", true);
        }

        writer.WriteEndObject();
    }

    private void WriteResponses(ApiOperation operation)
    {
        writer.WriteStartObject("responses");
        foreach (var code in operation.SuccessCodes)
        {
            writer.WriteStartObject(code.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("description", code switch
            {
                201 => "Created",
                202 => "Accepted",
                _ => "OK",
            });
            if (IsV3)
            {
                WriteContent(operation.Response, operation.Response is null ? ["*/*"] : [.. operation.ResponseMediaTypes]);
            }
            else
            {
                WriteSchema(operation.Response);
            }

            writer.WriteEndObject();
        }

        writer.WriteStartObject("401");
        writer.WriteString("description", "Unauthorized");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteContent(string? definition, string[] mediaTypes)
    {
        writer.WriteStartObject("content");
        foreach (var mediaType in mediaTypes)
        {
            writer.WriteStartObject(mediaType);
            WriteSchema(definition);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteSchema(string? definition)
    {
        writer.WriteStartObject("schema");
        if (definition is null)
        {
            writer.WriteString("type", "string");
        }
        else
        {
            writer.WriteString("$ref", definitions.ReferenceTo(definition));
        }

        writer.WriteEndObject();
    }

    private void WriteList(string name, params string[] values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
