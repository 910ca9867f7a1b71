using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>The annotation in which kubectl keeps what it applied last by itself; kubectl's own applies take its fields over without a conflict.</summary>
internal static class LastApplied
{
    public const string Kubectl = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    // The bound of all annotations of an object.
    private const int BytesMax = 256 * 1024;

    /// <summary>The fields that were applied last and are still as they were applied.</summary>
    public static FieldSet Unchanged(JsonObject live, TypeSchema type)
    {
        if (Text(live) is not { } text)
        {
            return FieldSet.Empty;
        }

        try
        {
            var config = ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes(text));
            var fields = FieldExtraction.Extract(config, type);
            var difference = ObjectComparison.Of(config, live, type, FieldSet.Empty);
            return fields.Except(difference.Set).Except(difference.Removed);
        }
        catch (DecodeException)
        {
            // Whoever wrote such an annotation applied nothing.
            return FieldSet.Empty;
        }
    }

    /// <summary>Keeps the annotation true where there is one, so that older clients can go on.</summary>
    public static void Renew(JsonObject applied, JsonObject config)
    {
        if (Text(applied) is null)
        {
            return;
        }

        var kept = config.DeepClone().AsObject();
        if (kept.At("metadata", "annotations") is { } annotations)
        {
            _ = annotations.Remove(Annotation);
        }

        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(kept, writer);
        }

        var all = applied.At("metadata", "annotations")!;
        if (bytes.WrittenCount >= BytesMax)
        {
            _ = all.Remove(Annotation);
            return;
        }

        all[Annotation] = $"{System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan)}\n";
    }

    private static string? Text(JsonObject tree) =>
        tree.At("metadata", "annotations").Text(Annotation) is { Length: > 0 } text ? text : null;

    /// <summary>With sorted names, as Go writes maps.</summary>
    private static void Write(JsonNode? value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, member) in members.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(member, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
