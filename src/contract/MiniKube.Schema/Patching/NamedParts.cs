using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.Trees;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Patching;

/// <summary>
/// The fields of an object that a patch names. Only they have to be decoded: all else is as it was stored, in order already, and stays unopened.
/// </summary>
public sealed class NamedParts
{
    // A field without parts of its own is taken as one value.
    private readonly Dictionary<string, NamedParts?> _fields = new(StringComparer.Ordinal);

    private NamedParts()
    {
    }

    /// <summary>Of a merge patch, and of a strategic one, whose directives name the lists that they are about.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="existing">The canonical object that it is for; where that has no object, the patch makes one, which is decoded as a whole.</param>
    /// <param name="type">Of the object.</param>
    /// <returns>Null when the whole object has to be decoded.</returns>
    public static NamedParts? OfMerge(JsonObject patch, JsonObject existing, TypeSchema type)
    {
        if (!IsTakenApart(type) || patch.ContainsKey(Directives.Marker) || patch.ContainsKey(Directives.RetainKeys))
        {
            return null;
        }

        var parts = new NamedParts();
        for (var i = 0; i < patch.Count; i++)
        {
            var (name, change) = patch.GetAt(i);
            var inner = change is JsonObject changes && existing.Object(name) is { } before && type.Fields.TryGetValue(name, out var field)
                ? OfMerge(changes, before, field.Type)
                : null;
            parts._fields[name] = inner;
            if (Directives.ListOf(name) is { } list)
            {
                parts._fields[list] = null;
            }
        }

        return parts;
    }

    /// <summary>Of a JSON patch: where its steps lead to, and where they take from.</summary>
    /// <param name="patch">The patch, which has been applied without a complaint.</param>
    /// <param name="existing">The canonical object that it is for.</param>
    /// <param name="type">Of the object.</param>
    /// <returns>Null when the whole object has to be decoded.</returns>
    public static NamedParts? OfJsonPatch(JsonNode? patch, JsonObject existing, TypeSchema type)
    {
        var parts = new NamedParts();
        foreach (var step in JsonPatchOperation.ReadAll(patch))
        {
            if (!parts.Add(step.Path.Tokens.AsSpan(), existing, type) || (step.From is { } from && !parts.Add(from.Tokens.AsSpan(), existing, type)))
            {
                return null;
            }
        }

        return parts;
    }

    /// <summary>Decodes the named fields alone.</summary>
    /// <exception cref="DecodeException">A value is not of its field's type.</exception>
    public DecodeResult Decode(JsonObject patched, TypeSchema type, DecodeOptions options)
    {
        using var bytes = new PooledBytes();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true, MaxDepth = int.MaxValue }))
        {
            Write(patched, writer);
        }

        return ObjectDecoder.Decode(bytes.Memory, type, options);
    }

    /// <summary>Puts the decoded fields into the patched object, which takes them over.</summary>
    public void MoveInto(JsonObject patched, JsonObject decoded)
    {
        foreach (var (name, parts) in _fields)
        {
            if (parts is not null && patched.Object(name) is { } before && decoded.Object(name) is { } after)
            {
                parts.MoveInto(before, after);
            }
            else if (decoded.TryGetPropertyValue(name, out var value))
            {
                decoded.Remove(name);
                patched[name] = value;
            }
            else
            {
                patched.Remove(name);
            }
        }
    }

    /// <returns>False when the path is that of the whole object.</returns>
    private bool Add(ReadOnlySpan<string> path, JsonObject existing, TypeSchema type)
    {
        if (path.IsEmpty || !IsTakenApart(type))
        {
            return false;
        }

        var isNamed = _fields.TryGetValue(path[0], out var parts);
        if (isNamed && parts is null)
        {
            return true;
        }

        var isWhole = path.Length == 1
            || existing.Object(path[0]) is not { } before
            || !type.Fields.TryGetValue(path[0], out var field)
            || !(parts ??= new NamedParts()).Add(path[1..], before, field.Type);
        _fields[path[0]] = isWhole ? null : parts;
        return true;
    }

    /// <summary>Of a custom resource even what is not named may have to be read anew, by a schema that has changed.</summary>
    private static bool IsTakenApart(TypeSchema type) => type is { Kind: TypeKind.Object, IsCustom: false, PreservesUnknownFields: false };

    private void Write(JsonObject patched, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, parts) in _fields)
        {
            if (!patched.TryGetPropertyValue(name, out var value))
            {
                continue;
            }

            writer.WritePropertyName(name);
            if (parts is not null && value is JsonObject inner)
            {
                parts.Write(inner, writer);
            }
            else if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
