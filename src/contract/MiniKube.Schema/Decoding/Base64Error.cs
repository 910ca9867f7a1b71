using System.Buffers.Text;

namespace MiniKube.Schema.Decoding;

/// <summary>Checks base64 without decoding it.</summary>
internal static class Base64Error
{
    /// <summary>The place of the first character that is wrong; -1 when the text is padded standard base64.</summary>
    public static int Find(string text)
    {
        if (Base64.IsValid(text) && !text.AsSpan().ContainsAny(' ', '\t'))
        {
            return -1;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isPadding = text[i] == '=' && i >= text.Length - 2 && text.Length % 4 == 0;
            if (!isPadding && !char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('+' or '/'))
            {
                return i;
            }
        }

        return text.Length;
    }
}
