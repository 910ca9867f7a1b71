using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Admission.Webhooks;

/// <summary>Writes the question to a webhook: <c>admission.k8s.io AdmissionReview</c>.</summary>
/// <param name="Subject">What is written, by whom.</param>
/// <param name="Matched">In which version the webhook is asked.</param>
/// <param name="Object">The new object in that version.</param>
/// <param name="Existing">The old one in that version.</param>
internal sealed record AdmissionReview(MatchSubject Subject, MatchedResource Matched, JsonObject? Object, JsonObject? Existing)
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="version">v1 or v1beta1; they differ in name alone.</param>
    /// <param name="uid">Of this question.</param>
    public ReadOnlyMemory<byte> Write(string version, string uid)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, "AdmissionReview"u8);
            writer.WriteString("apiVersion"u8, $"admission.k8s.io/{version}");
            writer.WriteStartObject("request"u8);
            WriteRequest(writer, uid);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private void WriteRequest(Utf8JsonWriter writer, string uid)
    {
        var admission = Subject.Admission;
        var asked = admission.Request.Resource.Definition.Resource;
        var subresource = admission.Request.Subresource;
        writer.WriteString("uid"u8, uid);
        WriteNames(writer, "kind", Matched.Kind.GroupVersion, "kind", Matched.Kind.Kind);
        WriteNames(writer, "resource", Matched.Resource.Definition.Resource.GroupVersion, "resource", Matched.Resource.Definition.Resource.Resource);
        WriteIfSet(writer, "subResource", subresource);
        WriteNames(writer, "requestKind", admission.Kind.GroupVersion, "kind", admission.Kind.Kind);
        WriteNames(writer, "requestResource", asked.GroupVersion, "resource", asked.Resource);
        WriteIfSet(writer, "requestSubResource", subresource);
        WriteIfSet(writer, "name", admission.Name);
        WriteIfSet(writer, "namespace", admission.Namespace);
        writer.WriteString("operation"u8, Subject.Operation);
        WriteTree(writer, "userInfo", UserJson.Write(admission.Request.Caller));
        WriteTree(writer, "object", Object);
        WriteTree(writer, "oldObject", Existing);
        writer.WriteBoolean("dryRun"u8, admission.Request.IsDryRun);
        WriteTree(writer, "options", admission.Options?.Invoke());
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, GroupVersion version, string what, string value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("group"u8, version.Group);
        writer.WriteString("version"u8, version.Version);
        writer.WriteString(what, value);
        writer.WriteEndObject();
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteTree(Utf8JsonWriter writer, string name, JsonObject? tree)
    {
        writer.WritePropertyName(name);
        if (tree is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            tree.WriteTo(writer);
        }
    }
}
