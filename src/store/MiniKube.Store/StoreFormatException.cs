namespace MiniKube.Store;

/// <summary>A file is whole, but of a build with another format. Nothing is converted, and nothing is touched.</summary>
public sealed class StoreFormatException(string file, int format, int known)
    : Exception(
        $"{file} is of store format {format}, and this build reads and writes format {known} only: use the build that wrote it, "
        + "or begin with an empty directory")
{
    public string File { get; } = file;

    /// <summary>The file's.</summary>
    public int Format { get; } = format;
}
