using System.Text.Json;

namespace MiniKube.ApiServer.Audit;

/// <summary>Fills what a request's path leaves open from the metadata of the object that was sent. Makes no tree.</summary>
internal static class ObjectReferenceReader
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };

    public static AuditObjectReference Complete(AuditObjectReference reference, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Reading);
            return Find(ref reader) ? CompleteFrom(reference, ref reader) : reference;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return reference;
        }
    }

    /// <summary>Goes to the beginning of the object's metadata.</summary>
    private static bool Find(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (isMetadata)
            {
                return reader.TokenType == JsonTokenType.StartObject;
            }

            reader.Skip();
        }

        return false;
    }

    private static AuditObjectReference CompleteFrom(AuditObjectReference reference, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                reference = With(reference, name, reader.GetString()!);
            }

            reader.Skip();
        }

        return reference;
    }

    private static AuditObjectReference With(AuditObjectReference reference, string? field, string value) => field switch
    {
        "name" when reference.Name.Length == 0 => reference with { Name = value },
        "namespace" when reference.Namespace.Length == 0 => reference with { Namespace = value },
        "uid" => reference with { Uid = value },
        "resourceVersion" => reference with { ResourceVersion = value },
        _ => reference,
    };
}
