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
        if (owner.TryGetProperty(name, out var value))
        {
            String(field, value.GetString()!);
        }
    }

    /// <summary>Writes each string of a list, if the object has the list.</summary>
    public void Strings(int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var list))
        {
            foreach (var item in list.EnumerateArray())
            {
                String(field, item.GetString()!);
            }
        }
    }

    /// <summary>Writes the field if the object has it and it is true.</summary>
    public void True(int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value) && value.GetBoolean())
        {
            VarInt((uint)field << 3);
            VarInt(1);
        }
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
        if (owner.TryGetProperty(name, out var value))
        {
            Message(field, message => write(message, value));
        }
    }

    /// <summary>Writes each property of an object as a message of its name and its value.</summary>
    public void Named(int field, JsonElement map, Action<ProtoWriter, JsonElement> write)
    {
        foreach (var property in map.EnumerateObject())
        {
            Message(field, named =>
            {
                named.String(1, property.Name);
                named.Message(2, value => write(value, property.Value));
            });
        }
    }

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
