using MiniKube.Mvcc;

namespace MiniKube.Store;

/// <summary>The revision asked for has not been reached.</summary>
public sealed class FutureRevisionException(Revision current) : Exception($"required revision is a future revision; the newest is {current}")
{
    /// <summary>The newest revision.</summary>
    public Revision Current { get; } = current;
}
