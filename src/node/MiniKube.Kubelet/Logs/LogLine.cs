using System.Globalization;
using System.Text;

namespace MiniKube.Kubelet.Logs;

/// <summary>One line of a log file in CRI's format: time, stream, tag, text.</summary>
internal readonly ref struct LogLine
{
    private LogLine(ReadOnlySpan<byte> time, bool isPartial, ReadOnlySpan<byte> text)
    {
        Time = time;
        IsPartial = isPartial;
        Text = text;
    }

    /// <summary>As written: RFC 3339 with nanoseconds.</summary>
    public ReadOnlySpan<byte> Time { get; }

    /// <summary>The container's line goes on in the next one.</summary>
    public bool IsPartial { get; }

    public ReadOnlySpan<byte> Text { get; }

    /// <param name="line">Without its newline.</param>
    /// <param name="parsed">The parts.</param>
    /// <returns>False for a line that is not in the format.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out LogLine parsed)
    {
        parsed = default;
        var timeEnd = line.IndexOf((byte)' ');
        if (timeEnd <= 0)
        {
            return false;
        }

        var rest = line[(timeEnd + 1)..];
        var streamEnd = rest.IndexOf((byte)' ');
        if (streamEnd < 0 || !(rest[..streamEnd].SequenceEqual("stdout"u8) || rest[..streamEnd].SequenceEqual("stderr"u8)))
        {
            return false;
        }

        rest = rest[(streamEnd + 1)..];
        var tagEnd = rest.IndexOf((byte)' ');
        var tags = tagEnd < 0 ? rest : rest[..tagEnd];
        parsed = new LogLine(line[..timeEnd], tags is [(byte)'P', ..], tagEnd < 0 ? [] : rest[(tagEnd + 1)..]);
        return true;
    }

    /// <summary>The moment, to .NET's 100 ns; the beginning of time when it cannot be read.</summary>
    public DateTimeOffset Moment()
    {
        var text = Encoding.ASCII.GetString(Time);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : DateTimeOffset.MinValue;
    }
}
