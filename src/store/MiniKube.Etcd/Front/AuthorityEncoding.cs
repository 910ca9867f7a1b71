using System.Text;

namespace MiniKube.Etcd.Front;

/// <summary>
/// Reads the name that a client calls the server by. etcd's older tools write a whole address there, which HTTP does not allow, and
/// Kestrel refuses before anybody else sees it; so the scheme is left out while the bytes become text.
/// </summary>
internal sealed class AuthorityEncoding : Encoding
{
    private static readonly AuthorityEncoding Instance = new();

    /// <summary>For Kestrel: this for the name of the server, the usual for all else.</summary>
    public static Encoding? Select(string headerName) => headerName == ":authority" ? Instance : Latin1;

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => count - SchemeLength(bytes.AsSpan(index, count));

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var name = bytes.AsSpan(byteIndex, byteCount);
        return Latin1.GetChars(name[SchemeLength(name)..], chars.AsSpan(charIndex));
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    private static int SchemeLength(ReadOnlySpan<byte> name) =>
        name.StartsWith("http://"u8) ? "http://"u8.Length : name.StartsWith("https://"u8) ? "https://"u8.Length : 0;
}
