using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MiniKube.Hosting.Components;

/// <summary>
/// Runs components side by side. A component is to run until it is cancelled: when one ends by itself, <see cref="Failed"/> completes with the reason.
/// </summary>
public sealed partial class ComponentGroup(ILoggerFactory logging) : IAsyncDisposable
{
    private readonly ILogger _logger = logging.CreateLogger<ComponentGroup>();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];
    private readonly ConcurrentDictionary<string, string> _ended = new(StringComparer.Ordinal);

    /// <summary>Completes with an error when a component has ended by itself; never otherwise.</summary>
    public Task Failed => _failed.Task;

    public void Start(string name, Func<CancellationToken, Task> runAsync) => _running.Add(RunAsync(name, runAsync));

    /// <summary>Why a component runs no more; null while it runs.</summary>
    public string? WhyEnded(string name) => _ended.GetValueOrDefault(name);

    /// <summary>Tells every component to stop and waits until all have.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(string name, Func<CancellationToken, Task> runAsync)
    {
        await Task.Yield();
        try
        {
            await runAsync(_stop.Token);
            if (!_stop.IsCancellationRequested)
            {
                _ended[name] = "it has ended by itself";
                _failed.TrySetException(new InvalidOperationException($"The component {name} has ended by itself."));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Told to stop.
        }
#pragma warning disable CA1031 // The edge of a component: whatever broke it ends the group, with the reason.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            LogFailed(name, broken);
            _ended[name] = broken.Message;
            _failed.TrySetException(broken);
        }
    }

    [LoggerMessage(LogLevel.Critical, "Component {Component} failed")]
    private partial void LogFailed(string component, Exception exception);
}
