using System.Collections.Immutable;
using System.Text.Json;

namespace MiniKube.ApiServer.Storage;

/// <summary>What selectors look at, read from an object's bytes in one pass that skips everything else.</summary>
internal sealed class ObjectAttributes
{
    private static readonly Dictionary<string, string> NoLabels = [];

    private readonly ImmutableArray<SelectableField> _fields;
    private readonly string?[] _values;
    private readonly Func<string, string> _fieldOf;

    private ObjectAttributes(ImmutableArray<SelectableField> fields)
    {
        _fields = fields;
        _values = new string?[fields.Length];
        _fieldOf = Field;
    }

    public string Name { get; private set; } = "";

    public string Namespace { get; private set; } = "";

    public IDictionary<string, string> Labels { get; private set; } = NoLabels;

    /// <summary><see cref="Field"/>, made once for all the watchers that ask.</summary>
    public Func<string, string> FieldOf => _fieldOf;

    public static ObjectAttributes Read(StoredObject stored, ImmutableArray<SelectableField> fields, bool readsLabels = true)
    {
        var attributes = new ObjectAttributes(fields);
        var reader = new Utf8JsonReader(stored.Metadata, StoredObject.ReaderOptions);
        attributes.ReadMetadata(ref reader, readsLabels);
        if (!fields.IsEmpty)
        {
            attributes.ReadFields(stored.Json);
        }

        return attributes;
    }

    /// <summary>The value of a field by its selector name; empty for one that no object of the kind has.</summary>
    public string Field(string label)
    {
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_fields[i].Label == label)
            {
                return _values[i] ?? _fields[i].Default;
            }
        }

        return label switch
        {
            "metadata.name" => Name,
            "metadata.namespace" => Namespace,
            _ => "",
        };
    }

    private void ReadMetadata(ref Utf8JsonReader reader, bool readsLabels)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                Name = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                reader.Read();
                Namespace = reader.GetString() ?? "";
            }
            else if (readsLabels && reader.ValueTextEquals("labels"u8))
            {
                Labels = ReadLabels(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static Dictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        var labels = new Dictionary<string, string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            labels[key] = reader.GetString() ?? "";
        }

        return labels;
    }

    private void ReadFields(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, StoredObject.ReaderOptions);
        reader.Read();
        ReadLevel(ref reader, depth: 0, within: -1);
    }

    /// <summary>Reads the values that lie in the object at the reader.</summary>
    /// <param name="reader">At the start of the object.</param>
    /// <param name="depth">How many properties lead to it.</param>
    /// <param name="within">A field whose path leads through it; -1 at the root.</param>
    private void ReadLevel(ref Utf8JsonReader reader, int depth, int within)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = -1;
            for (var i = 0; i < _fields.Length && found < 0; i++)
            {
                found = _fields[i].Path.Length > depth && SharesPath(i, within, depth) && reader.ValueTextEquals(_fields[i].Path[depth]) ? i : -1;
            }

            reader.Read();
            if (found >= 0 && _fields[found].Path.Length == depth + 1)
            {
                Set(found, ReadScalar(ref reader));
            }
            else if (found >= 0 && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadLevel(ref reader, depth + 1, found);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>A field may have two names.</summary>
    private void Set(int found, string? value)
    {
        for (var i = found; i < _fields.Length; i++)
        {
            if (_fields[i].Path.AsSpan().SequenceEqual(_fields[found].Path.AsSpan()))
            {
                _values[i] = value;
            }
        }
    }

    private bool SharesPath(int field, int within, int depth) =>
        within < 0 || _fields[field].Path.AsSpan(0, depth).SequenceEqual(_fields[within].Path.AsSpan(0, depth));

    private static string? ReadScalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return "true";
            case JsonTokenType.False:
                return "false";
            case JsonTokenType.Number:
                return System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }
}
