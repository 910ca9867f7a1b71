using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Loops;

internal sealed class CompactProposal(Revision upTo) : Proposal
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refusal;

    public override long BytesMax => 32;

    public override void Write(IBufferWriter<byte> log) => CommandWriter.Write(log, upTo);

    public Task WaitAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        events = [];
        if (!state.CanCompact(upTo))
        {
            _refusal = upTo > state.Current ? new FutureRevisionException(state.Current) : new CompactedException(state.Compacted);
            return state;
        }

        return state.Compact(upTo);
    }

    public override void Answer()
    {
        if (_refusal is null)
        {
            _answer.TrySetResult();
        }
        else
        {
            _answer.TrySetException(_refusal);
        }
    }

    public override void Refuse(StoreUnavailableException reason) => _answer.TrySetException(reason);
}
