using System.Collections.Concurrent;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>Runs a test and all that it awaits on one thread, so that a turn of the loop is a turn for everybody and time cannot run ahead.</summary>
public sealed class OneThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    private OneThread()
    {
    }

    public static async Task Run(Func<Task> body)
    {
        using var context = new OneThread();
        await Task.Run(() => context.Pump(body, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.TryAdd((d, state));

    public void Dispose() => _queue.Dispose();

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing here waits for the thread it runs on");

    private Task Pump(Func<Task> body, CancellationToken cancellationToken)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var task = body();
            task.GetAwaiter().OnCompleted(_queue.CompleteAdding);
            foreach (var (callback, state) in _queue.GetConsumingEnumerable(cancellationToken))
            {
                callback(state);
            }

            return task;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
