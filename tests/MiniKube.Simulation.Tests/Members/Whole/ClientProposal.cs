using System.Buffers;
using System.Collections.Immutable;
using MiniKube.Histories;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store;
using MiniKube.Store.Commands;
using MiniKube.Store.Loops;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A client's write on its way through a member, as a transaction.</summary>
internal sealed class ClientProposal(OperationRecord record, History history, int padding) : Proposal
{
    private readonly Transaction _transaction =
        StoreWords.TransactionOf(record.Operation, new Mvcc.Operation.Put(Key.From("padding"), new byte[padding]));

    private TransactionResult? _result;

    public override long BytesMax => TransactionSize.BytesMax(_transaction);

    public override void Write(IBufferWriter<byte> log) => CommandWriter.Write(log, _transaction);

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        var applied = state.Apply(_transaction);
        (_result, events) = (applied.Result, applied.Events);
        return applied.State;
    }

    public override void Answer() => history.Answer(record, StoreWords.Before(record.Operation, _result!));

    /// <summary>What was never sent will not happen; of all else nobody knows.</summary>
    public override void Refuse(StoreUnavailableException reason)
    {
        if (SentIn == Term.Zero)
        {
            history.Fail(record);
        }
    }

}
