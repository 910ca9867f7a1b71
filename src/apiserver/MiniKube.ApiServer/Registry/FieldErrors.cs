using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry;

/// <summary>Causes of a 422 answer, in upstream's words.</summary>
internal static class FieldErrors
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static StatusCause Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", $"Invalid value: {value?.ToJsonString(Plain) ?? "null"}: {detail}", field);

    public static StatusCause Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", $"Invalid value: {Quoted(value)}: {detail}", field);

    public static StatusCause Immutable(string field, JsonNode? value) => Invalid(field, value, "field is immutable");

    public static StatusCause Required(string field, string detail = "") =>
        new("FieldValueRequired", detail.Length == 0 ? "Required value" : $"Required value: {detail}", field);

    public static StatusCause Forbidden(string field, string detail) => new("FieldValueForbidden", $"Forbidden: {detail}", field);

    public static StatusCause Duplicate(string field, string value) => new("FieldValueDuplicate", $"Duplicate value: {Quoted(value)}", field);

    /// <summary>The words that are supported are told in the order given.</summary>
    public static StatusCause NotSupported(string field, string value, params ReadOnlySpan<string> supported) => new(
        "FieldValueNotSupported",
        $"Unsupported value: {Quoted(value)}: supported values: {string.Join(", ", supported.ToArray().Select(Quoted))}",
        field);

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString(Plain);
}
