namespace MiniKube.Store.Logs;

/// <summary>
/// Tells a write that a crash cut off from damage. A frame is only written when all frames before it are durable, so what
/// was cut off can only be the very last frame, and parts of it were never written: they are still zero, as no sector of a whole
/// frame is (<see cref="FrameMask"/>). Everything else is damage to what may have been acknowledged.
/// </summary>
internal static class TornTail
{
    /// <summary>What speaks against a torn write; null when it is one.</summary>
    /// <param name="segment">The whole segment; where the file is shorter than it was made, it never was written.</param>
    /// <param name="position">Where no whole frame begins, though something is written here or behind it.</param>
    /// <param name="salt">The segment's salt.</param>
    public static string? Complaint(ReadOnlySpan<byte> segment, int position, ulong salt)
    {
        var header = Segment.ReadFrameHeader(segment[position..], salt, position);
        for (var later = position + Segment.FrameAlignment; later < segment.Length; later += Segment.FrameAlignment)
        {
            if (Segment.ReadFrameHeader(segment[later..], salt, later) is not null)
            {
                return $"a record is broken, and an intact one follows at offset {later}";
            }
        }

        return header is { } known ? WithHeader(segment, position, known) : WithoutHeader(segment, position);
    }

    private static string? WithHeader(ReadOnlySpan<byte> segment, int position, FrameHeader header)
    {
        if (header.PayloadLength > segment.Length - position)
        {
            return "the last record is longer than its file";
        }

        var rest = segment[position..];
        if (rest.Length > header.Length && rest[header.Length..].ContainsAnyExcept((byte)0))
        {
            return "something is written behind the last record";
        }

        return Segment.HasNoEnd(rest, header) || HasUnwrittenSector(segment, position, position + header.Length)
            ? null
            : "the last record is all there, but not as it was written";
    }

    private static string? WithoutHeader(ReadOnlySpan<byte> segment, int position)
    {
        // A header is in one sector: it is missing with all of that sector that belongs to the frame, or cut off at some byte.
        var rest = segment[position..];
        var sectorEnd = (position / Segment.SectorBytes * Segment.SectorBytes) + Segment.SectorBytes - position;
        var isSectorMissing = !rest[..Math.Min(sectorEnd, rest.Length)].ContainsAnyExcept((byte)0);
        var isCutOff = !rest[Math.Min(Segment.FrameHeaderBytes - 1, rest.Length)..].ContainsAnyExcept((byte)0);
        return isSectorMissing || isCutOff ? null : "the header of the last record is damaged";
    }

    private static bool HasUnwrittenSector(ReadOnlySpan<byte> segment, int start, int end)
    {
        var first = (start + Segment.SectorBytes - 1) / Segment.SectorBytes * Segment.SectorBytes;
        for (var sector = first; sector < end; sector += Segment.SectorBytes)
        {
            var part = segment[sector..Math.Min(Math.Min(sector + Segment.SectorBytes, end), segment.Length)];
            if (!part.ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }
}
