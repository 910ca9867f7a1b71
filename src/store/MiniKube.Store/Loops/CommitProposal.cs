using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Loops;

internal sealed class CommitProposal(Transaction transaction) : Proposal
{
    private readonly TaskCompletionSource<TransactionResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TransactionResult? _result;

    public override long BytesMax { get; } = TransactionSize.BytesMax(transaction);

    public override void Write(IBufferWriter<byte> log) => CommandWriter.Write(log, transaction);

    /// <summary>The caller's wait. A caller that gives up leaves the change as it is.</summary>
    public async ValueTask<TransactionResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (source, token) => ((TaskCompletionSource<TransactionResult>)source!).TrySetCanceled(token),
            _answer);
        return await _answer.Task;
    }

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        var applied = state.Apply(transaction);
        _result = applied.Result;
        events = applied.Events;
        return applied.State;
    }

    public override void Answer() => _answer.TrySetResult(_result!);

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
