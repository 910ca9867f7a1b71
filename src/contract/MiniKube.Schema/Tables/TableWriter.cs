using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables;

/// <summary>
/// Writes a <c>meta.k8s.io/v1 Table</c>: <see cref="Begin"/>, <see cref="Row"/> for each object, <see cref="End"/>. Flush the
/// JSON writer between rows to stream a long list; nothing is kept here.
/// </summary>
public sealed class TableWriter(TableDefinition table, IncludeObject include)
{
    /// <summary>True once a table of this writer has named the columns; later ones do not.</summary>
    public bool HasColumnsWritten { get; private set; }

    /// <summary>Reads the query parameter <c>includeObject</c>.</summary>
    /// <exception cref="FormatException">The value is none of Metadata, None and Object.</exception>
    public static IncludeObject ParseInclude(string? value) => value switch
    {
        null or "" or "Metadata" => IncludeObject.Metadata,
        "None" => IncludeObject.None,
        "Object" => IncludeObject.Object,
        _ => throw new FormatException($"includeObject must be None, Metadata or Object, not \"{value}\""),
    };

    /// <summary>Opens the table of a list.</summary>
    /// <param name="writer">Where the table goes.</param>
    /// <param name="resourceVersion">Of the list.</param>
    /// <param name="continueToken">For the next page; null on the last.</param>
    /// <param name="remainingItemCount">How many items follow; null when not known.</param>
    public void Begin(Utf8JsonWriter writer, string resourceVersion, string? continueToken = null, long? remainingItemCount = null)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", "meta.k8s.io/v1");
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", resourceVersion);
        if (!string.IsNullOrEmpty(continueToken))
        {
            writer.WriteString("continue", continueToken);
        }

        if (remainingItemCount is { } remaining)
        {
            writer.WriteNumber("remainingItemCount", remaining);
        }

        writer.WriteEndObject();
        WriteColumns(writer);
        writer.WriteStartArray("rows");
    }

    /// <param name="writer">Where the row goes.</param>
    /// <param name="obj">The object; needs no managedFields when its metadata is given apart.</param>
    /// <param name="now">For ages.</param>
    /// <param name="metadata">The JSON of the metadata, to be copied; empty: as the object has it.</param>
    public void Row(Utf8JsonWriter writer, JsonObject obj, DateTimeOffset now, ReadOnlySpan<byte> metadata = default)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (var cell in table.Cells(obj, now))
        {
            cell.WriteTo(writer);
        }

        writer.WriteEndArray();
        if (table.Completion(obj) is { } reason)
        {
            WriteCompletion(writer, reason);
        }

        WriteObject(writer, obj, metadata);
        writer.WriteEndObject();
    }

    public void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the whole table of one object: the answer to a get, or the object of a watch event. The columns are written the first time only.</summary>
    public void Single(Utf8JsonWriter writer, JsonObject obj, DateTimeOffset now)
    {
        Begin(writer, obj.Text("metadata", "resourceVersion"));
        Row(writer, obj, now);
        End(writer);
    }

    private static void WriteCompletion(Utf8JsonWriter writer, string reason)
    {
        writer.WriteStartArray("conditions");
        writer.WriteStartObject();
        writer.WriteString("type", "Completed");
        writer.WriteString("status", "True");
        writer.WriteString("reason", reason);
        writer.WriteString("message", reason == "Failed" ? "The pod failed." : "The pod has completed successfully.");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private void WriteColumns(Utf8JsonWriter writer)
    {
        if (HasColumnsWritten)
        {
            writer.WriteNull("columnDefinitions");
            return;
        }

        HasColumnsWritten = true;
        writer.WriteStartArray("columnDefinitions");
        foreach (var column in table.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Format);
            writer.WriteString("description", column.Description);
            writer.WriteNumber("priority", column.Priority);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter writer, JsonObject obj, ReadOnlySpan<byte> metadata)
    {
        switch (include)
        {
            case IncludeObject.None:
                writer.WriteNull("object");
                break;
            case IncludeObject.Object:
                writer.WritePropertyName("object");
                obj.WriteTo(writer);
                break;
            default:
                writer.WriteStartObject("object");
                writer.WriteString("kind", "PartialObjectMetadata");
                writer.WriteString("apiVersion", "meta.k8s.io/v1");
                writer.WritePropertyName("metadata");
                if (metadata.IsEmpty)
                {
                    (obj["metadata"] ?? new JsonObject()).WriteTo(writer);
                }
                else
                {
                    writer.WriteRawValue(metadata, skipInputValidation: true);
                }

                writer.WriteEndObject();
                break;
        }
    }
}
