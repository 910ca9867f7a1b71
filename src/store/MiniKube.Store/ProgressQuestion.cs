namespace MiniKube.Store;

/// <summary>A running watch can be asked by this how far it is. It answers with a batch, if need be without events.</summary>
public sealed class ProgressQuestion
{
    private Action? _wake;
    private int _isAsked;

    /// <summary>Asks. The watch answers once for what it was asked until then.</summary>
    public void Ask()
    {
        Interlocked.Exchange(ref _isAsked, 1);
        Volatile.Read(ref _wake)?.Invoke();
    }

    /// <summary>For engines: what to call when it is asked. One that was asked before is to answer at once.</summary>
    public void Attach(Action wake)
    {
        Volatile.Write(ref _wake, wake);
        if (Volatile.Read(ref _isAsked) != 0)
        {
            wake();
        }
    }

    /// <summary>For engines: whether it was asked since this was called last.</summary>
    public bool Take() => Interlocked.Exchange(ref _isAsked, 0) != 0;
}
