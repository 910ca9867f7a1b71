using MiniKube.Store.Disks;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A planted bug: says that it has synced, and has not.</summary>
internal sealed class LyingDisk(IDisk disk) : IDisk
{
    public IReadOnlyList<string> List() => disk.List();

    public IDiskFile Create(string name, long length) => new LyingFile(disk.Create(name, length));

    public IDiskFile Open(string name) => new LyingFile(disk.Open(name));

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string name) => disk.Delete(name);

    public void Sync() => disk.Sync();

    public string PathOf(string name) => disk.PathOf(name);

    public void Dispose() => disk.Dispose();

    private sealed class LyingFile(IDiskFile file) : IDiskFile
    {
        private bool _isBegun;

        public long Length => file.Length;

        public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => file.Write(bytes, offset);

        /// <summary>Only the first sync of a file is one, or no store could even begin.</summary>
        public void Sync()
        {
            if (!_isBegun)
            {
                _isBegun = true;
                file.Sync();
            }
        }

        public void Dispose() => file.Dispose();
    }
}
