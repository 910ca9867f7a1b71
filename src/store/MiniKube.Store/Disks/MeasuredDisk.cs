using MiniKube.Store.Logs;
using MiniKube.Store.Metrics;

namespace MiniKube.Store.Disks;

/// <summary>A disk whose syncs are timed.</summary>
internal sealed class MeasuredDisk(IDisk disk, DiskLatencies latencies, TimeProvider time) : IDisk
{
    public IReadOnlyList<string> List() => disk.List();

    public IDiskFile Create(string name, long length) => Measured(name, disk.Create(name, length));

    public IDiskFile Open(string name) => Measured(name, disk.Open(name));

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string name) => disk.Delete(name);

    public void Sync() => disk.Sync();

    public string PathOf(string name) => disk.PathOf(name);

    public void Dispose() => disk.Dispose();

    private MeasuredFile Measured(string name, IDiskFile file) => new(file, name.Contains(Segment.Extension, StringComparison.Ordinal) ? latencies.LogSync : latencies.SnapshotSync, time);
}
