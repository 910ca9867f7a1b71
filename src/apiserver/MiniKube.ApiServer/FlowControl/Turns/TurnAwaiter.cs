using System.Runtime.CompilerServices;

namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>Waits for a processor; the request then has it until it waits for something else. Null where nobody has to wait.</summary>
internal readonly struct TurnAwaiter(WaitingTurn? turn) : ICriticalNotifyCompletion
{
    public bool IsCompleted => turn is null;

    public TurnAwaiter GetAwaiter() => this;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => turn!.Begin(continuation);

    /// <exception cref="Api.Errors.ApiException">429: too many wait already, or it has waited too long.</exception>
    public void GetResult() => turn?.ThrowUnlessStarted();
}
