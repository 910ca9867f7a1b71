using System.Formats.Tar;

namespace MiniKube.Hosting.Containerd;

/// <summary>The files of an image; the same files give the same bytes.</summary>
internal sealed class ImageLayer : IDisposable
{
    public const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode Executable = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    public const UnixFileMode Shared = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    private readonly MemoryStream _bytes = new();
    private readonly TarWriter _tar;

    public ImageLayer() => _tar = new TarWriter(_bytes, TarEntryFormat.Ustar, leaveOpen: true);

    public void AddDirectory(string path, UnixFileMode mode = Executable)
        => _tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, path + "/") { Mode = mode, ModificationTime = DateTimeOffset.UnixEpoch });

    public void AddFile(string path, ReadOnlySpan<byte> content, UnixFileMode mode = Plain)
        => _tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = mode,
            ModificationTime = DateTimeOffset.UnixEpoch,
            DataStream = new MemoryStream(content.ToArray()),
        });

    public void AddLink(string path, string target)
        => _tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, path)
        {
            Mode = Executable,
            ModificationTime = DateTimeOffset.UnixEpoch,
            LinkName = target,
        });

    public void Dispose() => _tar.Dispose();

    /// <summary>Ends the layer.</summary>
    public byte[] ToArray()
    {
        Dispose();
        return _bytes.ToArray();
    }
}
