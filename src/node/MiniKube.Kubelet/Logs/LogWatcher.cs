namespace MiniKube.Kubelet.Logs;

/// <summary>Tells followers of log files when something was written. One kernel watch serves all: machines allow few.</summary>
internal sealed class LogWatcher(string directory) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Subscription>> _byPath = new(StringComparer.Ordinal);
    private FileSystemWatcher? _watcher;

    public Subscription Subscribe(string path)
    {
        var subscription = new Subscription(this, path);
        lock (_gate)
        {
            if (!_byPath.TryGetValue(path, out var list))
            {
                _byPath[path] = list = [];
            }

            list.Add(subscription);
            _watcher ??= Start();
        }

        return subscription;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    private FileSystemWatcher Start()
    {
        Directory.CreateDirectory(directory);
        var watcher = new FileSystemWatcher(directory)
        {
            IncludeSubdirectories = true,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        watcher.Changed += (_, change) => Tell(change.FullPath, isNew: false);
        watcher.Created += (_, change) => Tell(change.FullPath, isNew: true);
        watcher.Renamed += (_, change) =>
        {
            Tell(change.OldFullPath, isNew: true);
            Tell(change.FullPath, isNew: true);
        };
        watcher.Error += (_, _) => TellAll();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Tell(string path, bool isNew)
    {
        lock (_gate)
        {
            foreach (var subscription in _byPath.GetValueOrDefault(path) ?? [])
            {
                subscription.Wake(isNew);
            }
        }
    }

    // The kernel dropped events: everybody looks.
    private void TellAll()
    {
        lock (_gate)
        {
            foreach (var subscription in _byPath.Values.SelectMany(list => list))
            {
                subscription.Wake(isNew: true);
            }
        }
    }

    private void Remove(Subscription subscription, string path)
    {
        lock (_gate)
        {
            if (_byPath.TryGetValue(path, out var list) && list.Remove(subscription) && list.Count == 0)
            {
                _byPath.Remove(path);
            }

            if (_byPath.Count == 0)
            {
                _watcher?.Dispose();
                _watcher = null;
            }
        }
    }

    /// <summary>One follower of one file.</summary>
    internal sealed class Subscription(LogWatcher owner, string path) : IDisposable
    {
        private readonly System.Threading.Channels.Channel<bool> _wake =
            System.Threading.Channels.Channel.CreateBounded<bool>(new System.Threading.Channels.BoundedChannelOptions(1) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite });

        private int _isReplaced;

        /// <summary>True once after another file may have taken the path's place.</summary>
        public bool TakeReplaced() => Interlocked.Exchange(ref _isReplaced, 0) == 1;

        public async Task WaitAsync(CancellationToken cancellationToken) => await _wake.Reader.ReadAsync(cancellationToken);

        public void Wake(bool isNew)
        {
            if (isNew)
            {
                Volatile.Write(ref _isReplaced, 1);
            }

            _wake.Writer.TryWrite(true);
        }

        public void Dispose() => owner.Remove(this, path);
    }
}
