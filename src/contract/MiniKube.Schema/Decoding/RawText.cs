using System.Text.Json;
using System.Text.Unicode;

namespace MiniKube.Schema.Decoding;

/// <summary>Finds text that is none in a value that is kept as it came; the tree of the value would only find it when it is asked for the text.</summary>
internal static class RawText
{
    /// <param name="reader">At the value; a copy, so that the caller's stays there.</param>
    /// <exception cref="InvalidOperationException">A name or a string is not Unicode, as the reader itself says it.</exception>
    public static void Require(Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        Check(ref reader);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            Check(ref reader);
        }
    }

    private static void Check(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && (reader.ValueIsEscaped || !Utf8.IsValid(reader.ValueSpan)))
        {
            _ = reader.GetString();
        }
    }
}
