using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>The revision asked for is no longer kept.</summary>
public sealed class CompactedException(Revision oldest) : Exception($"required revision has been compacted; the oldest kept is {oldest}")
{
    /// <summary>The oldest revision still kept.</summary>
    public Revision Oldest { get; } = oldest;
}
