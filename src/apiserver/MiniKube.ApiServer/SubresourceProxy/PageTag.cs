using System.Buffers;
using System.Text;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Reads one start tag of a page, as browsers do: names, and where their values stand.</summary>
internal ref struct PageTag(ReadOnlySpan<byte> page)
{
    private const int AttributesMax = 1000;

    private static readonly SearchValues<byte> ValueEnds = SearchValues.Create(" \t\r\n\f>"u8);
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n\f/>="u8);

    private readonly ReadOnlySpan<byte> _page = page;
    private int _at = 1;

    public string Name { get; private set; } = "";

    /// <summary>Bytes from <c>&lt;</c> up to and with <c>&gt;</c>.</summary>
    public readonly int Length => _at;

    public List<(string Name, Range Value)> Attributes { get; } = [];

    /// <returns>False while the tag has not come to its end.</returns>
    public bool TryRead()
    {
        Name = ReadName();
        while (Attributes.Count < AttributesMax)
        {
            Skip(" \t\r\n\f/"u8);
            if (_at >= _page.Length)
            {
                return false;
            }

            if (_page[_at] == '>')
            {
                _at++;
                return true;
            }

            if (!TryReadAttribute())
            {
                return false;
            }
        }

        return false;
    }

    private bool TryReadAttribute()
    {
        var name = ReadName();
        Skip(" \t\r\n\f"u8);
        if (_at >= _page.Length)
        {
            return false;
        }

        if (_page[_at] != '=')
        {
            // A name alone; a stray sign is stepped over.
            _at += name.Length == 0 ? 1 : 0;
            return true;
        }

        _at++;
        Skip(" \t\r\n\f"u8);
        if (_at >= _page.Length)
        {
            return false;
        }

        var isQuoted = _page[_at] is (byte)'"' or (byte)'\'';
        var start = isQuoted ? _at + 1 : _at;
        var length = isQuoted ? _page[start..].IndexOf(_page[_at]) : _page[start..].IndexOfAny(ValueEnds);
        if (length < 0)
        {
            return false;
        }

        _at = start + length + (isQuoted ? 1 : 0);
        Attributes.Add((name, start..(start + length)));
        return true;
    }

    private string ReadName()
    {
        var length = _page[_at..].IndexOfAny(NameEnds);
        var name = _page.Slice(_at, length < 0 ? _page.Length - _at : length);
        _at += name.Length;
        return Encoding.Latin1.GetString(name);
    }

    private void Skip(ReadOnlySpan<byte> these)
    {
        var next = _page[_at..].IndexOfAnyExcept(these);
        _at = next < 0 ? _page.Length : _at + next;
    }
}
