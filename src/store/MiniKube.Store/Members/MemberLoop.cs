namespace MiniKube.Store.Members;

/// <summary>Runs a member's loop: a step whenever it is woken, until a step says that it was the last, or fails.</summary>
internal sealed class MemberLoop(LoopSignal signal, Action begin, Func<bool> step, Action<Exception> fail)
{
    /// <param name="hasOwnThread">Syncs block their thread, so that with a disk the loop has one of its own.</param>
    public Task RunAsync(bool hasOwnThread) => hasOwnThread ? RunOnOwnThreadAsync() : Task.Run(RunOnPoolAsync);

    private Task RunOnOwnThreadAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            RunHere();
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "store",
        };
        thread.Start();
        return ended.Task;
    }

    private async Task RunOnPoolAsync()
    {
        try
        {
            begin();
            do
            {
                await signal.WaitAsync();
            }
            while (step());
        }
#pragma warning disable CA1031 // Whatever went wrong, the state can no longer be trusted to be what the callers were told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fail(exception);
        }
    }

    private void RunHere()
    {
        try
        {
            begin();
            do
            {
                signal.Wait();
            }
            while (step());
        }
#pragma warning disable CA1031 // As above: nothing may be answered any more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fail(exception);
        }
    }
}
