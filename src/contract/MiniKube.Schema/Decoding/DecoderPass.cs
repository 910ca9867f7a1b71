using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Decoding;

/// <summary>One pass over one body: the objects, maps and lists; <see cref="ScalarDecoder"/> reads what they hold.</summary>
internal sealed class DecoderPass(DecodeOptions options)
{
    // Longer names than any field has are unknown whatever they are.
    private const int NameBytesMax = 256;

    private readonly FieldPath _path = new();

    // The entries of the maps that are being read, those of inner ones on top.
    private readonly List<KeyValuePair<string, JsonNode?>> _entries = [];
    private TypeSchema? _owner;

    // Where the metadata of a custom resource, or of an object within it, begins: upstream reads it by itself.
    private int _structDepth;

    public FieldFindings Findings { get; } = new(options);

    public JsonObject Root(ref Utf8JsonReader reader, TypeSchema type)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var why = $"json: cannot unmarshal {ScalarDecoder.Word(ref reader, type)} into Go value of type {GoType.Name(type)}";
            throw new DecodeException(why) { IsNoObject = true };
        }

        return type.Kind == TypeKind.Object ? Object(ref reader, type) : (JsonObject)JsonNode.Parse(ref reader)!;
    }

    /// <summary>The value at the reader; null for JSON null.</summary>
    private JsonNode? Value(ref Utf8JsonReader reader, TypeSchema type)
    {
        if (reader.TokenType == JsonTokenType.Null && type.Kind is not (TypeKind.Raw or TypeKind.Any))
        {
            return null;
        }

        if (type.IsCustom)
        {
            return CustomValue(ref reader, type);
        }

        switch (type.Kind)
        {
            case TypeKind.Object:
                Expect(ref reader, type, JsonTokenType.StartObject);
                return Object(ref reader, type);
            case TypeKind.Map:
                Expect(ref reader, type, JsonTokenType.StartObject);
                return Map(ref reader, type.Element!);
            case TypeKind.List:
                Expect(ref reader, type, JsonTokenType.StartArray);
                return List(ref reader, type.Element!);
            case TypeKind.Raw or TypeKind.Any:
                RawText.Require(reader);
                return JsonNode.Parse(ref reader);
            default:
                return ScalarDecoder.Read(ref reader, type) ?? throw Mismatch(ref reader, type);
        }
    }

    /// <summary>What is not of the kind is kept as it is: validation says so, together with everything else that is wrong.</summary>
    private JsonNode? CustomValue(ref Utf8JsonReader reader, TypeSchema type) => (type.Kind, reader.TokenType) switch
    {
        (TypeKind.Object, JsonTokenType.StartObject) => Object(ref reader, type),
        (TypeKind.Map, JsonTokenType.StartObject) => Map(ref reader, type.Element!),
        (TypeKind.List, JsonTokenType.StartArray) => List(ref reader, type.Element!),
        (TypeKind.Object or TypeKind.Map or TypeKind.List or TypeKind.Any, _) => Free(ref reader),
        _ => ScalarDecoder.Read(ref reader, type) ?? Free(ref reader),
    };

    /// <summary>A value of which nothing is known.</summary>
    private JsonNode? Free(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Entries(ref reader, element: null);
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    _path.Push(items.Count);
                    items.Add(Free(ref reader));
                    _path.Pop();
                }

                return items;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString()!);
            default:
                return JsonNode.Parse(ref reader);
        }
    }

    private JsonObject Object(ref Utf8JsonReader reader, TypeSchema type)
    {
        var fields = type.OrderedFields;
        var slots = ArrayPool<(bool Seen, JsonNode? Value)>.Shared.Rent(fields.Length);
        slots.AsSpan(0, fields.Length).Clear();
        var before = _owner;
        _owner = type;
        List<KeyValuePair<string, JsonNode?>>? preserved = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (FindField(ref reader, type) is { } field)
            {
                Field(ref reader, field, ref slots[field.Position]);
            }
            else
            {
                Unknown(ref reader, type, ref preserved);
            }
        }

        _owner = before;
        var made = Collect(fields, slots.AsSpan(0, fields.Length));
        slots.AsSpan(0, fields.Length).Clear();
        ArrayPool<(bool Seen, JsonNode? Value)>.Shared.Return(slots);
        foreach (var (name, value) in preserved ?? [])
        {
            if (made.ContainsKey(name))
            {
                _path.PushKey(name);
                Findings.AddDuplicate(_path);
                _path.Pop();
            }

            made[name] = value;
        }

        return made;
    }

    private void Field(ref Utf8JsonReader reader, FieldSchema field, ref (bool Seen, JsonNode? Value) slot)
    {
        _path.Push(field.Name);
        if (slot.Seen)
        {
            Findings.AddDuplicate(_path);
        }

        _ = reader.Read();

        // The last one wins, as upstream decides.
        slot = (true, _owner!.IsCustom && field is { Name: "metadata", Type.IsCustom: false } ? Metadata(ref reader, field.Type) : Value(ref reader, field.Type));
        _path.Pop();
    }

    /// <summary>Of an object within a custom resource the complaint says where it is.</summary>
    private JsonNode? Metadata(ref Utf8JsonReader reader, TypeSchema type)
    {
        var start = reader;
        var before = _structDepth;
        _structDepth = _path.Depth;
        try
        {
            return Value(ref reader, type);
        }
        catch (DecodeException error) when (_structDepth > 1)
        {
            // The steps to what is wrong are still there.
            while (_path.Depth > _structDepth)
            {
                _path.Pop();
            }

            throw new DecodeException($"{_path}: Invalid value: {JsonNode.Parse(ref start)!.ToJsonString()}: {error.Message}", error);
        }
        finally
        {
            _structDepth = before;
        }
    }

    private static JsonObject Collect(ImmutableArray<FieldSchema> fields, ReadOnlySpan<(bool Seen, JsonNode? Value)> slots)
    {
        var members = ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Rent(fields.Length);
        var count = 0;
        for (var i = 0; i < fields.Length; i++)
        {
            if (slots[i].Value is not { } value)
            {
                if (slots[i].Seen && fields[i].Type.Rules is { IsNullable: true })
                {
                    members[count++] = new(fields[i].Name, null);
                }
                else if (fields[i].Presence == FieldPresence.Always)
                {
                    members[count++] = new(fields[i].Name, Emptiness.Make(fields[i].Type));
                }
            }
            else if (fields[i].Presence != FieldPresence.WhenNotEmpty || !Emptiness.IsEmpty(value, fields[i].Type))
            {
                members[count++] = new(fields[i].Name, value);
            }
        }

        return Made(members, count);
    }

    /// <summary>An object that has room for just these members: it is told their number before they are added. Gives the array back.</summary>
    private static JsonObject Made(KeyValuePair<string, JsonNode?>[] members, int count)
    {
        var made = new JsonObject(new ArraySegment<KeyValuePair<string, JsonNode?>>(members, 0, count));
        members.AsSpan(0, count).Clear();
        ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Return(members);
        return made;
    }

    private void Unknown(ref Utf8JsonReader reader, TypeSchema type, ref List<KeyValuePair<string, JsonNode?>>? preserved)
    {
        if (type.PreservesUnknownFields)
        {
            var name = reader.GetString()!;
            _path.PushKey(name);
            _ = reader.Read();
            (preserved ??= []).Add(KeyValuePair.Create(name, Free(ref reader)));
            _path.Pop();
            return;
        }

        if (options.ReportsFields)
        {
            _path.Push(reader.GetString()!);
            Findings.AddUnknown(_path, isCustom: type.IsCustom);
            _path.Pop();
        }

        reader.Skip();
    }

    private JsonObject Map(ref Utf8JsonReader reader, TypeSchema element) => Entries(ref reader, element);

    /// <param name="reader">At the start of the object.</param>
    /// <param name="element">The type of the values; null when nothing is known of them.</param>
    private JsonObject Entries(ref Utf8JsonReader reader, TypeSchema? element)
    {
        var first = _entries.Count;
        SortedDictionary<string, JsonNode?>? unordered = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            _path.PushKey(key);
            _ = reader.Read();
            var value = element is null ? Free(ref reader) : Value(ref reader, element);
            if (unordered is null && (_entries.Count == first || string.CompareOrdinal(_entries[^1].Key, key) < 0))
            {
                _entries.Add(new(key, value));
            }
            else if (!(unordered ??= TakeUnordered(first)).TryAdd(key, value))
            {
                Findings.AddDuplicate(_path);
                unordered[key] = value;
            }

            _path.Pop();
        }

        _entries.AddRange(unordered ?? []);
        return Entries(first, element);
    }

    /// <summary>Most clients write maps in order; what another one sent is put into it.</summary>
    private SortedDictionary<string, JsonNode?> TakeUnordered(int first)
    {
        var unordered = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (key, value) in CollectionsMarshal.AsSpan(_entries)[first..])
        {
            unordered.Add(key, value);
        }

        _entries.RemoveRange(first, _entries.Count - first);
        return unordered;
    }

    /// <summary>Takes the entries from a place of the stack on, which are in order.</summary>
    private JsonObject Entries(int first, TypeSchema? element)
    {
        var members = ArrayPool<KeyValuePair<string, JsonNode?>>.Shared.Rent(_entries.Count - first);
        var count = 0;
        foreach (var (key, value) in CollectionsMarshal.AsSpan(_entries)[first..])
        {
            if (value is not null || MayBeNull(element))
            {
                members[count++] = new(key, value);
            }
            else if (!element!.IsCustom && element.Kind != TypeKind.Object && Emptiness.Make(element) is { } zero)
            {
                // Upstream reads null in a map as the zero value; only for strings, numbers and booleans does that say something.
                members[count++] = new(key, zero);
            }
        }

        _entries.RemoveRange(first, _entries.Count - first);
        return Made(members, count);
    }

    private static bool MayBeNull(TypeSchema? element) => element is null or { Rules.IsNullable: true };

    private JsonArray List(ref Utf8JsonReader reader, TypeSchema element)
    {
        var made = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _path.Push(made.Count);
            var value = Value(ref reader, element);
            made.Add(value ?? (element.IsCustom ? null : Emptiness.Make(element)));
            _path.Pop();
        }

        return made;
    }

    private static FieldSchema? FindField(ref Utf8JsonReader reader, TypeSchema type)
    {
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > NameBytesMax)
        {
            return null;
        }

        Span<char> name = stackalloc char[NameBytesMax];
        var written = reader.CopyString(name);
        return type.Fields.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name[..written], out var field) ? field : null;
    }

    private void Expect(ref Utf8JsonReader reader, TypeSchema type, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw Mismatch(ref reader, type);
        }
    }

    private DecodeException Mismatch(ref Utf8JsonReader reader, TypeSchema type) => new(
        (options.IsConversion ? ConversionComplaint.Of(ref reader, type) : ScalarDecoder.Complaint(ref reader, type))
        ?? $"json: cannot unmarshal {ScalarDecoder.Word(ref reader, type)} into Go struct field {GoType.Short(_owner!)}.{_path.FieldsOnly(_structDepth)} of type {GoType.Name(type)}");
}
