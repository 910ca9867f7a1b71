namespace MiniKube.Store.Disks;

internal static class DiskNames
{
    /// <summary>A file with this ending is not finished, and is thrown away when a store opens.</summary>
    public const string TemporaryExtension = ".tmp";
}
