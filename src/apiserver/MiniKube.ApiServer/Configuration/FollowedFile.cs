using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MiniKube.ApiServer.Configuration;

/// <summary>
/// Hands over a file's content whenever it changes, also where the file is a link that is turned to another (as in mounted volumes).
/// Owns the loop. Content that is refused changes nothing.
/// </summary>
internal sealed partial class FollowedFile : IAsyncDisposable
{
    /// <summary>A change that the system did not tell of is seen after so long.</summary>
    private static readonly TimeSpan RecheckPeriod = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly Action<byte[]> _apply;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher? _watcher;
    private readonly ITimer _recheck;
    private readonly Task _loop;
    private byte[] _seen;

    /// <param name="path">The file.</param>
    /// <param name="initial">Its content as it was read at the start.</param>
    /// <param name="apply">Takes new content. Throws <see cref="InvalidDataException"/> for what is wrong.</param>
    /// <param name="time">For the occasional look.</param>
    /// <param name="logger">Hears of what was taken and what was refused.</param>
    public FollowedFile(string path, byte[] initial, Action<byte[]> apply, TimeProvider time, ILogger logger)
    {
        _path = Path.GetFullPath(path);
        _seen = SHA256.HashData(initial);
        _apply = apply;
        _logger = logger;
        _watcher = Watch();
        _recheck = time.CreateTimer(_ => Hint(), null, RecheckPeriod, Timeout.InfiniteTimeSpan);
        _loop = RunAsync(_stop.Token);

        // It may have changed between the first reading and the watch.
        Hint();
    }

    public async ValueTask DisposeAsync()
    {
        _watcher?.Dispose();
        await _recheck.DisposeAsync();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.GetDirectoryName(_path)!);
            watcher.Changed += (_, _) => Hint();
            watcher.Created += (_, _) => Hint();
            watcher.Renamed += (_, _) => Hint();
            watcher.Error += (_, _) => Hint();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException error)
        {
            LogNotWatched(error, _path);
            return null;
        }
    }

    private void Hint() => _hints.Writer.TryWrite(true);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var _ in _hints.Reader.ReadAllAsync(cancellationToken))
            {
                Look();

                // Anew after each look: a clock that leaps over a year asks for one look, not for half a million.
                _recheck.Change(RecheckPeriod, Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private void Look()
    {
        try
        {
            var content = ConfigurationFile.Load(_path);
            var digest = SHA256.HashData(content);
            if (digest.AsSpan().SequenceEqual(_seen))
            {
                return;
            }

            _seen = digest;
            _apply(content);
            LogTaken(_path);
        }
        catch (InvalidDataException error)
        {
            LogRefused(error, _path);
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "{Path} has changed and is in force")]
    private partial void LogTaken(string path);

    [LoggerMessage(2202, LogLevel.Error, "{Path} has changed and is refused; what was read before stays in force")]
    private partial void LogRefused(Exception error, string path);

    [LoggerMessage(2203, LogLevel.Warning, "{Path} cannot be watched; it is looked at every minute")]
    private partial void LogNotWatched(Exception error, string path);
}
