namespace MiniKube.Store.Members;

/// <summary>Long work on the machine's threads. A member has two jobs at most: a snapshot that it writes, and one that it reads.</summary>
internal sealed class ThreadPoolBackground(LoopSignal signal) : IBackground, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];

    public void Start(BackgroundJob job)
    {
        _running.RemoveAll(task => task.IsCompleted);
        var token = _stopping.Token;
        _running.Add(Task.Run(() => Run(job, token), token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        // However they end: what is not finished is thrown away when the store opens.
        foreach (var task in _running)
        {
            await Task.WhenAny(task);
        }

        _stopping.Dispose();
    }

    private void Run(BackgroundJob job, CancellationToken cancellationToken)
    {
        job.Run(cancellationToken);
        signal.Set();
    }
}
