namespace MiniKube.Store.Logs;

/// <summary>A segment that lies on a disk.</summary>
internal sealed record SegmentFile(string Name, string Path, SegmentHeader Header);
