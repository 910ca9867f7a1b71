using System.Buffers;
using System.Text;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>Changes the links in the tags of a page; texts, scripts and comments stay as they are. Knows where in the page it is.</summary>
internal sealed class PageLinks(ProxyLinks links)
{
    /// <summary>A tag longer than this is left as it is.</summary>
    public const int TagBytesMax = 64 * 1024;

    private static readonly HashSet<string> LinkNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "href", "src", "action", "formaction", "cite", "background", "poster", "codebase", "longdesc", "manifest", "profile", "usemap",
    };

    // What stands in these is text, whatever it looks like.
    private static readonly HashSet<string> TextElements = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "plaintext",
    };

    /// <summary>Nothing is looked at until these bytes have come; null when everything is.</summary>
    private string? _until;

    /// <param name="page">What has come and is not consumed yet.</param>
    /// <param name="isEnd">No more will come.</param>
    /// <param name="output">Takes what is consumed.</param>
    /// <returns>How many bytes are consumed; the rest is to be given again with what follows it.</returns>
    public int Process(ReadOnlySpan<byte> page, bool isEnd, IBufferWriter<byte> output)
    {
        var at = 0;
        while (at < page.Length)
        {
            var taken = _until is { } end ? SkipText(page[at..], end, isEnd, output) : TakeMarkup(page[at..], isEnd, output);
            if (taken == 0)
            {
                break;
            }

            at += taken;
        }

        return at;
    }

    private int SkipText(ReadOnlySpan<byte> page, string end, bool isEnd, IBufferWriter<byte> output)
    {
        var found = IndexOf(page, end);
        if (found >= 0)
        {
            _until = null;
            output.Write(page[..(found + end.Length)]);
            return found + end.Length;
        }

        // The end may have begun.
        var sure = isEnd ? page.Length : Math.Max(0, page.Length - end.Length + 1);
        output.Write(page[..sure]);
        return sure;
    }

    private int TakeMarkup(ReadOnlySpan<byte> page, bool isEnd, IBufferWriter<byte> output)
    {
        var tag = page.IndexOf((byte)'<');
        if (tag != 0)
        {
            var text = tag < 0 ? page.Length : tag;
            output.Write(page[..text]);
            return text;
        }

        if (page.Length < "<!--".Length && !isEnd)
        {
            return 0;
        }

        if (page.StartsWith("<!--"u8))
        {
            _until = "-->";
            output.Write("<!--"u8);
            return "<!--".Length;
        }

        if (page.Length > 1 && char.IsAsciiLetter((char)page[1]))
        {
            var reader = new PageTag(page);
            if (reader.TryRead())
            {
                Write(reader, page, output);
                return reader.Length;
            }

            if (!isEnd && page.Length < TagBytesMax)
            {
                return 0;
            }
        }

        output.Write("<"u8);
        return 1;
    }

    private void Write(PageTag tag, ReadOnlySpan<byte> page, IBufferWriter<byte> output)
    {
        var from = 0;
        foreach (var (name, value) in tag.Attributes)
        {
            if (LinkNames.Contains(name) || (name.Equals("data", StringComparison.OrdinalIgnoreCase) && tag.Name.Equals("object", StringComparison.OrdinalIgnoreCase)))
            {
                output.Write(page[from..value.Start]);
                output.Write(Encoding.Latin1.GetBytes(links.Rewrite(Encoding.Latin1.GetString(page[value]))));
                from = value.End.Value;
            }
        }

        output.Write(page[from..tag.Length]);
        if (TextElements.Contains(tag.Name))
        {
            _until = $"</{tag.Name}";
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> page, string end)
    {
        for (var at = 0; at + end.Length <= page.Length; at++)
        {
            var next = page[at..].IndexOf((byte)end[0]);
            if (next < 0 || at + next + end.Length > page.Length)
            {
                return -1;
            }

            at += next;
            if (Ascii.EqualsIgnoreCase(page.Slice(at, end.Length), end))
            {
                return at;
            }
        }

        return -1;
    }
}
