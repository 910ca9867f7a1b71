using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniKube.Api.Errors;

/// <summary>Writes and reads <see cref="ApiStatus"/> in the form of <c>metav1.Status</c>.</summary>
public static class StatusJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ApiStatus status, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, Options);
        Write(status, writer);
    }

    public static byte[] ToBytes(ApiStatus status)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write(status, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public static void Write(ApiStatus status, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Status"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartObject("metadata"u8);
        WriteIfSet(writer, "resourceVersion", status.ResourceVersion);
        WriteIfSet(writer, "continue", status.Continue);
        writer.WriteEndObject();
        writer.WriteString("status"u8, status.IsSuccess ? "Success"u8 : "Failure"u8);
        WriteIfSet(writer, "message", status.Message);
        WriteIfSet(writer, "reason", status.Reason);
        if (status.Details is { } details)
        {
            WriteDetails(writer, details);
        }

        if (!status.IsSuccess || status.TellsCode)
        {
            writer.WriteNumber("code"u8, status.Code);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads a body; null when it is not a Status.</summary>
    public static ApiStatus? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return TryRead(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a body; null when it is not a Status.</summary>
    public static ApiStatus? TryRead(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "kind") != "Status")
        {
            return null;
        }

        var metadata = root.TryGetProperty("metadata", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new ApiStatus
        {
            Code = Number(root, "code") is var code and > 0 ? code : Text(root, "status") == "Success" ? 200 : 500,
            Reason = Text(root, "reason"),
            Message = Text(root, "message"),
            ResourceVersion = Text(metadata, "resourceVersion"),
            Continue = Text(metadata, "continue"),
            Details = root.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object ? ReadDetails(details) : null,
        };
    }

    /// <summary>Writes the property <c>details</c>.</summary>
    public static void WriteDetails(Utf8JsonWriter writer, StatusDetails details)
    {
        writer.WriteStartObject("details"u8);
        WriteIfSet(writer, "name", details.Name);
        WriteIfSet(writer, "group", details.Group);
        WriteIfSet(writer, "kind", details.Kind);
        WriteIfSet(writer, "uid", details.Uid);
        if (!details.Causes.IsDefaultOrEmpty)
        {
            writer.WriteStartArray("causes"u8);
            foreach (var cause in details.Causes)
            {
                writer.WriteStartObject();
                WriteIfSet(writer, "reason", cause.Reason);
                WriteIfSet(writer, "message", cause.Message);
                WriteIfSet(writer, "field", cause.Field);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (details.RetryAfterSeconds != 0)
        {
            writer.WriteNumber("retryAfterSeconds"u8, details.RetryAfterSeconds);
        }

        writer.WriteEndObject();
    }

    private static StatusDetails ReadDetails(JsonElement details) => new()
    {
        Name = Text(details, "name"),
        Group = Text(details, "group"),
        Kind = Text(details, "kind"),
        Uid = Text(details, "uid"),
        RetryAfterSeconds = Number(details, "retryAfterSeconds"),
        Causes = details.TryGetProperty("causes", out var causes) && causes.ValueKind == JsonValueKind.Array
            ? [.. causes.EnumerateArray().Select(cause => new StatusCause(Text(cause, "reason"), Text(cause, "message"), Text(cause, "field")))]
            : [],
    };

    private static void WriteIfSet(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
