using MiniKube.Mvcc;

namespace MiniKube.Etcd.Client;

/// <summary>A watch needs what is no longer here; the cluster may have it still.</summary>
internal sealed class BehindException(Revision next) : Exception($"revision {next} is no longer here")
{
    /// <summary>The next revision that the watch needs.</summary>
    public Revision Next { get; } = next;
}
