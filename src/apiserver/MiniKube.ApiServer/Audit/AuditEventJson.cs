using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Audit;

/// <summary>Writes an event as one line of JSON, without the line's end.</summary>
internal static class AuditEventJson
{
    public const string MicroTime = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] ToBytes(AuditEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + happened.RequestObject.Length + happened.ResponseObject.Length);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(happened, json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(AuditEvent happened, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "Event"u8);
        json.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
        json.WriteString("level"u8, happened.Level.ToString());
        json.WriteString("auditID"u8, happened.AuditId);
        json.WriteString("stage"u8, happened.Stage.ToString());
        json.WriteString("requestURI"u8, happened.RequestUri);
        json.WriteString("verb"u8, happened.Verb);
        json.WritePropertyName("user"u8);
        WriteUser(json, happened.User);
        if (happened.ImpersonatedUser is { } impersonated)
        {
            json.WritePropertyName("impersonatedUser"u8);
            WriteUser(json, impersonated);
        }

        WriteList(json, "sourceIPs", happened.SourceIps);
        WriteIfSet(json, "userAgent", happened.UserAgent);
        if (happened.ObjectReference is { } reference)
        {
            WriteReference(json, reference);
        }

        if (happened.ResponseStatus is { } status)
        {
            WriteStatus(json, status);
        }

        WriteRaw(json, "requestObject", happened.RequestObject);
        WriteRaw(json, "responseObject", happened.ResponseObject);
        json.WriteString("requestReceivedTimestamp"u8, Format(happened.RequestReceivedAt));
        json.WriteString("stageTimestamp"u8, Format(happened.StageAt));
        if (happened.Annotations.Count > 0)
        {
            json.WriteStartObject("annotations"u8);
            foreach (var (key, value) in happened.Annotations)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, UserInfo? user)
    {
        json.WriteStartObject();
        if (user is not null)
        {
            WriteIfSet(json, "username", user.Name);
            WriteIfSet(json, "uid", user.Uid);
            WriteList(json, "groups", user.Groups);
            if (user.Extra.Count > 0)
            {
                json.WriteStartObject("extra"u8);
                foreach (var (key, values) in user.Extra)
                {
                    WriteList(json, key, values);
                }

                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, AuditObjectReference reference)
    {
        json.WriteStartObject("objectRef"u8);
        json.WriteString("resource"u8, reference.Resource);
        WriteIfSet(json, "namespace", reference.Namespace);
        WriteIfSet(json, "name", reference.Name);
        WriteIfSet(json, "uid", reference.Uid);
        WriteIfSet(json, "apiGroup", reference.ApiGroup);
        WriteIfSet(json, "apiVersion", reference.ApiVersion);
        WriteIfSet(json, "resourceVersion", reference.ResourceVersion);
        WriteIfSet(json, "subresource", reference.Subresource);
        json.WriteEndObject();
    }

    /// <summary>A bare code has no word of success or failure with it, as upstream has it.</summary>
    private static void WriteStatus(Utf8JsonWriter json, ApiStatus status)
    {
        json.WriteStartObject("responseStatus"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        if (status.Reason.Length > 0 || status.Details is not null)
        {
            json.WriteString("status"u8, status.IsSuccess ? "Success"u8 : "Failure"u8);
        }

        WriteIfSet(json, "message", status.Message);
        WriteIfSet(json, "reason", status.Reason);
        if (status.Details is { } details)
        {
            StatusJson.WriteDetails(json, details);
        }

        json.WriteNumber("code"u8, status.Code);
        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Span, skipInputValidation: true);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        if (values.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteIfSet(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(MicroTime, CultureInfo.InvariantCulture);
}
