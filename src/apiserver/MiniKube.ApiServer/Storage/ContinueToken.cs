using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using MiniKube.Api.Errors;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Storage;

/// <summary>Where a paged list goes on. Opaque to clients.</summary>
/// <param name="At">The revision of the list's first page; <see cref="Revision.Zero"/> goes on at the newest, inconsistently.</param>
/// <param name="After">The last key given out, as <c>namespace/name</c> or <c>name</c>.</param>
internal sealed record ContinueToken(Revision At, string After)
{
    /// <summary>Upstream's mark of an inconsistent continuation.</summary>
    private const long Inconsistent = -1;

    public static ContinueToken Parse(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(text));
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var revision = root.GetProperty("rv").GetInt64();
            return root.GetProperty("v").ValueEquals("meta.k8s.io/v1")
                ? new ContinueToken(revision == Inconsistent ? Revision.Zero : new Revision(revision), root.GetProperty("after").GetString() ?? "")
                : throw Refusal();
        }
        catch (Exception error) when (error is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Refusal();
        }
    }

    public override string ToString()
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("v"u8, "meta.k8s.io/v1"u8);
            writer.WriteNumber("rv"u8, At == Revision.Zero ? Inconsistent : At.Value);
            writer.WriteString("after"u8, After);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private static ApiException Refusal() =>
        StatusErrors.BadRequest("continue key is not valid: start a new list without the continue parameter");
}
