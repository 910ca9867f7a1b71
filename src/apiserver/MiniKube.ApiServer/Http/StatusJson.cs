using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Http;

/// <summary>Writes <c>metav1.Status</c>, fields in upstream's order.</summary>
internal static class StatusJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Plain with { Indented = true };

    public static byte[] ToBytes(ApiStatus status, bool isPretty = false)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, isPretty ? Indented : Plain))
        {
            Write(json, status);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, ApiStatus status)
    {
        json.WriteStartObject();
        json.WriteString("kind", "Status");
        json.WriteString("apiVersion", "v1");
        json.WriteStartObject("metadata");
        WriteIfAny(json, "resourceVersion", status.ResourceVersion);
        WriteIfAny(json, "continue", status.Continue);
        json.WriteEndObject();
        json.WriteString("status", status.IsSuccess ? "Success" : "Failure");
        WriteIfAny(json, "message", status.Message);
        WriteIfAny(json, "reason", status.Reason);
        if (status.Details is { } details)
        {
            WriteDetails(json, details);
        }

        json.WriteNumber("code", status.Code);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, StatusDetails details)
    {
        json.WriteStartObject("details");
        WriteIfAny(json, "name", details.Name);
        WriteIfAny(json, "group", details.Group);
        WriteIfAny(json, "kind", details.Kind);
        WriteIfAny(json, "uid", details.Uid);
        if (details.Causes is not [])
        {
            json.WriteStartArray("causes");
            foreach (var cause in details.Causes)
            {
                json.WriteStartObject();
                WriteIfAny(json, "reason", cause.Reason);
                WriteIfAny(json, "message", cause.Message);
                WriteIfAny(json, "field", cause.Field);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (details.RetryAfterSeconds > 0)
        {
            json.WriteNumber("retryAfterSeconds", details.RetryAfterSeconds);
        }

        json.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }
}
