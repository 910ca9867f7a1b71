namespace MiniKube.Store.Watching;

/// <summary>Watches that a commit has woken together. Many of them take turns on a thread: to hand each to the pool costs as much as what it does.</summary>
internal sealed class WatcherTurns
{
    /// <summary>Each only does what can be done without waiting, but those behind it wait for that.</summary>
    private const int TurnsMax = 32;

    /// <summary>So that every processor has its share, and those that end early find more.</summary>
    private const int PartsPerProcessor = 4;

    private readonly List<Watcher> _woken = [];

    public void Add(Watcher watcher) => _woken.Add(watcher);

    /// <summary>Lets all that were added run, on threads of the pool.</summary>
    public void Run()
    {
        var length = Math.Clamp(_woken.Count / (PartsPerProcessor * Environment.ProcessorCount), 1, TurnsMax);
        for (var start = 0; start < _woken.Count; start += length)
        {
            IThreadPoolWorkItem turns = length == 1
                ? _woken[start]
                : new Turns([.. _woken[start..Math.Min(start + length, _woken.Count)]]);
            ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false);
        }

        _woken.Clear();
    }

    private sealed class Turns(Watcher[] watchers) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var watcher in watchers)
            {
                watcher.Execute();
            }
        }
    }
}
