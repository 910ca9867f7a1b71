using System.Buffers;
using System.Text.Json;

namespace MiniKube.Schema.Encoding;

/// <summary>Writes JSON as YAML: blocks, two blanks a level, text bare where nothing else could be meant by it and quoted elsewhere.</summary>
public static class YamlText
{
    private static readonly SearchValues<byte> BareBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-"u8);

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 512 };

    /// <summary>A whole document, with a line end.</summary>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        reader.Read();
        Value(ref reader, 0, isAfterDash: true, to);
    }

    /// <summary>An item of a list: behind a dash, its lines indented by as much as the dash takes.</summary>
    public static void WriteItem(ReadOnlySpan<byte> json, IBufferWriter<byte> to)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        reader.Read();
        to.Write("- "u8);
        Value(ref reader, 1, isAfterDash: true, to);
    }

    /// <summary>Writes the value at the reader, up to its line end.</summary>
    private static void Value(ref Utf8JsonReader reader, int level, bool isAfterDash, IBufferWriter<byte> to)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Object(ref reader, level, isAfterDash, to);
                break;
            case JsonTokenType.StartArray:
                Array(ref reader, level, isAfterDash, to);
                break;
            case JsonTokenType.String:
                Text(ref reader, to);
                to.Write("\n"u8);
                break;
            default:
                to.Write(reader.ValueSpan);
                to.Write("\n"u8);
                break;
        }
    }

    private static void Object(ref Utf8JsonReader reader, int level, bool isAfterDash, IBufferWriter<byte> to)
    {
        var isFirst = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Begin(level, isFirst, isAfterDash, to);
            isFirst = false;
            Text(ref reader, to);
            to.Write(":"u8);
            reader.Read();
            to.Write(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? ""u8 : " "u8);

            // A list starts at the level of its name, as upstream writes it.
            Value(ref reader, reader.TokenType == JsonTokenType.StartArray ? level : level + 1, isAfterDash: false, to);
        }

        End(isFirst, "{}\n"u8, isAfterDash, to);
    }

    private static void Array(ref Utf8JsonReader reader, int level, bool isAfterDash, IBufferWriter<byte> to)
    {
        var isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Begin(level, isFirst, isAfterDash, to);
            isFirst = false;
            to.Write("- "u8);
            Value(ref reader, level + 1, isAfterDash: true, to);
        }

        End(isFirst, "[]\n"u8, isAfterDash, to);
    }

    private static void Begin(int level, bool isFirst, bool isAfterDash, IBufferWriter<byte> to)
    {
        if (isFirst)
        {
            if (isAfterDash)
            {
                return;
            }

            to.Write("\n"u8);
        }

        for (var i = 0; i < level; i++)
        {
            to.Write("  "u8);
        }
    }

    private static void End(bool isEmpty, ReadOnlySpan<byte> empty, bool isAfterDash, IBufferWriter<byte> to)
    {
        if (isEmpty)
        {
            to.Write(isAfterDash ? ""u8 : " "u8);
            to.Write(empty);
        }
    }

    private static void Text(ref Utf8JsonReader reader, IBufferWriter<byte> to)
    {
        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped && IsBare(text))
        {
            to.Write(text);
            return;
        }

        to.Write("\""u8);
        if (reader.ValueIsEscaped)
        {
            Escaped(reader.GetString()!, to);
        }
        else
        {
            to.Write(text);
        }

        to.Write("\""u8);
    }

    /// <summary>YAML reads the escapes of JSON, but for surrogate pairs.</summary>
    private static void Escaped(string text, IBufferWriter<byte> to)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    to.Write([(byte)'\\', (byte)rune.Value]);
                    break;
                case '\n':
                    to.Write("\\n"u8);
                    break;
                case < ' ' or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or 0xFEFF:
                    to.Write(System.Text.Encoding.ASCII.GetBytes($"\\u{rune.Value:X4}"));
                    break;
                default:
                    to.Advance(rune.EncodeToUtf8(to.GetSpan(4)));
                    break;
            }
        }
    }

    private static bool IsBare(ReadOnlySpan<byte> text) =>
        text.Length > 0 && char.IsAsciiLetter((char)text[0]) && !text.ContainsAnyExcept(BareBytes) && !IsWord(text);

    /// <summary>Words that YAML takes for something else than text.</summary>
    private static bool IsWord(ReadOnlySpan<byte> text)
    {
        if (text.Length > 5)
        {
            return false;
        }

        Span<byte> lower = stackalloc byte[5];
        System.Text.Ascii.ToLower(text, lower, out var length);
        var word = lower[..length];
        return word.SequenceEqual("true"u8) || word.SequenceEqual("false"u8) || word.SequenceEqual("null"u8) || word.SequenceEqual("yes"u8)
            || word.SequenceEqual("no"u8) || word.SequenceEqual("on"u8) || word.SequenceEqual("off"u8) || word.SequenceEqual("y"u8) || word.SequenceEqual("n"u8);
    }
}
