namespace MiniKube.Store.Members;

/// <summary>Long work: writing a snapshot, reading one. Looked at by the loop, never waited for.</summary>
internal sealed class BackgroundJob(Action<CancellationToken> work)
{
    private bool _isDone;

    public bool IsDone => Volatile.Read(ref _isDone);

    /// <summary>Why it did not come to its end; null when it did. Known once it is done.</summary>
    public Exception? Failure { get; private set; }

    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            work(cancellationToken);
        }
#pragma warning disable CA1031 // Whoever has begun it decides what its failure means.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failure = exception;
        }

        Volatile.Write(ref _isDone, true);
    }
}
