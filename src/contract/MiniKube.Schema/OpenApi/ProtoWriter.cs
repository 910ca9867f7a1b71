using System.Buffers;
using System.Text.Json;

namespace MiniKube.Schema.OpenApi;

/// <summary>Writes the fields of one protobuf message.</summary>
internal sealed class ProtoWriter
{
    private const int LengthDelimited = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void String(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>Writes the field if the object has it.</summary>
    public void String(int field, JsonElement owner, string name)
    {
        if (Find(owner, name, JsonValueKind.String) is { } value)
        {
            String(field, value.GetString()!);
        }
    }

    /// <summary>Writes each string of a list, if the object has the list.</summary>
    public void Strings(int field, JsonElement owner, string name)
    {
        foreach (var item in Items(owner, name).Where(item => item.ValueKind == JsonValueKind.String))
        {
            String(field, item.GetString()!);
        }
    }

    /// <summary>Writes the field if the object has it and it is true.</summary>
    public void True(int field, JsonElement owner, string name)
    {
        if (Find(owner, name, JsonValueKind.True) is not null)
        {
            Boolean(field, true);
        }
    }

    public void Boolean(int field, bool value)
    {
        VarInt((uint)field << 3);
        VarInt(value ? 1u : 0u);
    }

    public void Message(int field, Action<ProtoWriter> write)
    {
        var message = new ProtoWriter();
        write(message);
        Bytes(field, message.Written);
    }

    /// <summary>Writes the field as a message if the object has it.</summary>
    public void Message(int field, JsonElement owner, string name, Action<ProtoWriter, JsonElement> write)
    {
        if (Find(owner, name) is { } value)
        {
            Message(field, message => write(message, value));
        }
    }

    /// <summary>Writes each property of an object as a message of its name and its value.</summary>
    public void Named(int field, JsonElement map, Action<ProtoWriter, JsonElement> write)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in map.EnumerateObject())
        {
            Message(field, named =>
            {
                named.String(1, property.Name);
                named.Message(2, value => write(value, property.Value));
            });
        }
    }

    /// <summary>The items of a list in an object; none where it has no such list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement owner, string name) =>
        Find(owner, name, JsonValueKind.Array) is { } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>A property of an object; null where there is no such property, or no object. Other servers may send anything.</summary>
    public static JsonElement? Find(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? Find(JsonElement owner, string name, JsonValueKind kind) => Find(owner, name) is { } value && value.ValueKind == kind ? value : null;

    private void Bytes(int field, ReadOnlySpan<byte> value)
    {
        VarInt(((uint)field << 3) | LengthDelimited);
        VarInt((uint)value.Length);
        _bytes.Write(value);
    }

    private void VarInt(uint value)
    {
        var span = _bytes.GetSpan(5);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
