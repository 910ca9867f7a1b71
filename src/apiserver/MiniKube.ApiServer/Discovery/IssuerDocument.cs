using System.Buffers;
using System.Text.Json;

namespace MiniKube.ApiServer.Discovery;

/// <summary>The body of <c>/.well-known/openid-configuration</c>: how others check service account tokens.</summary>
internal static class IssuerDocument
{
    public static byte[] Write(string issuer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("issuer", issuer);
        json.WriteString("jwks_uri", $"{issuer.TrimEnd('/')}/openid/v1/jwks");
        WriteOne(json, "response_types_supported", "id_token");
        WriteOne(json, "subject_types_supported", "public");
        WriteOne(json, "id_token_signing_alg_values_supported", "ES256");
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteOne(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
