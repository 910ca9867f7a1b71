namespace MiniKube.Client.Api;

public enum ChangeType
{
    Added,
    Modified,
    Deleted,

    /// <summary>Only the revision of <see cref="WatchEvent{T}.Object"/> means something: all before it has been sent.</summary>
    Bookmark,
}
