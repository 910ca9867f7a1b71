using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Simulation.Tests.Histories;
using MiniKube.Store;
using MiniKube.Store.Commands;
using MiniKube.Store.Loops;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>A client's write on its way through a member, as a transaction.</summary>
internal sealed class ClientProposal(OperationRecord record, History history, int padding) : Proposal
{
    private readonly Transaction _transaction = Translate(record.Operation, padding);
    private TransactionResult? _result;

    public override long BytesMax => TransactionSize.BytesMax(_transaction);

    public override void Write(IBufferWriter<byte> log) => CommandWriter.Write(log, _transaction);

    public override MvccState Apply(MvccState state, out ImmutableArray<KeyEvent> events)
    {
        var applied = state.Apply(_transaction);
        (_result, events) = (applied.Result, applied.Events);
        return applied.State;
    }

    public override void Answer()
    {
        var found = _result!.Results.Take(record.Operation.Keys.Length).Cast<OperationResult.Get>();
        history.Answer(record, [.. found.Select(result => ValueOf(result.Found))]);
    }

    /// <summary>What was never sent will not happen; of all else nobody knows.</summary>
    public override void Refuse(StoreUnavailableException reason)
    {
        if (SentIn == Term.Zero)
        {
            history.Fail(record);
        }
    }

    public static Key KeyOf(int key) => Key.From($"key-{key}");

    /// <summary>A key that is not there holds 0.</summary>
    public static int ValueOf(KeyValue? found) => found is null ? 0 : BinaryPrimitives.ReadInt32LittleEndian(found.Value.Span);

    private static Transaction Translate(Histories.Operation operation, int padding)
    {
        ImmutableArray<Mvcc.Operation> reads = [.. operation.Keys.Select(key => new Mvcc.Operation.Get(KeyOf(key)))];
        var value = Encode(operation.Value!.Value);
        return new Transaction
        {
            Comparisons = operation.Expected is { } expected ? [Compare(KeyOf(operation.Keys[0]), expected)] : [],
            Success =
            [
                .. reads,
                .. operation.Keys.Select(key => new Mvcc.Operation.Put(KeyOf(key), value)),
                new Mvcc.Operation.Put(Key.From("padding"), Padding(padding)),
            ],
            Failure = reads,
        };
    }

    /// <summary>No zeros: a sector that is zero by right, in a last frame that has rotted, cannot be told from one that was never written.</summary>
    private static byte[] Padding(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)'.');
        return bytes;
    }

    private static Comparison Compare(Key key, int expected) => expected == 0
        ? new Comparison.ModRevisionIs(key, Revision.Zero)
        : new Comparison.Value(KeyRange.Single(key), Relation.Equal, Encode(expected));

    private static byte[] Encode(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
