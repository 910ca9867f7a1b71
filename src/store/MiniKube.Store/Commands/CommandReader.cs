using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;

namespace MiniKube.Store.Commands;

/// <summary>Carries out commands of the log again.</summary>
internal static class CommandReader
{
    /// <summary>What a command makes of a state: the same as when it was first carried out.</summary>
    public static AppliedCommand Apply(MvccState state, ReadOnlySpan<byte> command)
    {
        var reader = new EncodedReader(command);
        switch (reader.ReadKind())
        {
            case CommandKind.Transaction:
                var applied = state.Apply(ReadTransaction(ref reader, 0));
                return new AppliedCommand(applied.State, applied.Events);
            case CommandKind.Compaction:
                // A refused one is in the log too.
                var upTo = new Revision(reader.ReadNumber());
                return new AppliedCommand(state.CanCompact(upTo) ? state.Compact(upTo) : state, []);
            case CommandKind.LeaseGrant:
                return Of(state.Grant(new LeaseId(reader.ReadNumber()), reader.ReadNumber()));
            case CommandKind.LeaseRevoke:
                return Of(state.Revoke(new LeaseId(reader.ReadNumber())));
            case var unknown:
                throw new InvalidDataException($"unknown command {unknown}; was the store written by a newer version?");
        }
    }

    private static AppliedCommand Of(LeaseChanged changed) => new(changed.State, changed.Events);

    /// <summary>A transaction, behind its kind.</summary>
    internal static Transaction ReadTransaction(ref EncodedReader reader, int depth)
    {
        if (depth > TransactionRules.DepthMax)
        {
            throw new InvalidDataException("transactions lie too deep within each other");
        }

        var comparisons = new Comparison[reader.ReadCount()];
        for (var position = 0; position < comparisons.Length; position++)
        {
            comparisons[position] = ReadComparison(ref reader);
        }

        return new Transaction
        {
            Comparisons = ImmutableCollectionsMarshal.AsImmutableArray(comparisons),
            Success = ReadOperations(ref reader, depth),
            Failure = ReadOperations(ref reader, depth),
        };
    }

    private static Comparison ReadComparison(ref EncodedReader reader) => reader.ReadKind() switch
    {
        CommandKind.ModRevisionIs => new Comparison.ModRevisionIs(ReadKey(ref reader), ReadRevision(ref reader)),
        CommandKind.Exists => new Comparison.Exists(ReadKey(ref reader)),
        CommandKind.CompareNumber => new Comparison.Number(
            ReadRange(ref reader), (ComparedNumber)reader.ReadNumberUpTo((int)ComparedNumber.Lease), ReadRelation(ref reader), reader.ReadNumber()),
        CommandKind.CompareValue => new Comparison.Value(ReadRange(ref reader), ReadRelation(ref reader), reader.ReadBytes()),
        var unknown => throw new InvalidDataException($"unknown comparison {unknown}"),
    };

    private static ImmutableArray<Operation> ReadOperations(ref EncodedReader reader, int depth)
    {
        var operations = new Operation[reader.ReadCount()];
        for (var position = 0; position < operations.Length; position++)
        {
            operations[position] = reader.ReadKind() switch
            {
                CommandKind.Put => new Operation.Put(ReadKey(ref reader), reader.ReadBytes()),
                CommandKind.LeasedPut => ReadLeasedPut(ref reader),
                CommandKind.Delete => new Operation.Delete(ReadRange(ref reader)),
                CommandKind.Get => new Operation.Get(ReadKey(ref reader)),
                CommandKind.GetRange => ReadGetRange(ref reader),
                CommandKind.Nested => new Operation.Nested(ReadTransaction(ref reader, depth + 1)),
                var unknown => throw new InvalidDataException($"unknown operation {unknown}"),
            };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(operations);
    }

    private static Operation.Put ReadLeasedPut(ref EncodedReader reader)
    {
        var put = new Operation.Put(ReadKey(ref reader), reader.ReadBytes());
        var lease = new LeaseId(reader.ReadNumber());
        var flags = (PutFlags)reader.ReadNumber();
        return put with
        {
            Lease = lease,
            KeepsValue = flags.HasFlag(PutFlags.KeepsValue),
            KeepsLease = flags.HasFlag(PutFlags.KeepsLease),
        };
    }

    private static Operation.GetRange ReadGetRange(ref EncodedReader reader)
    {
        var range = new Operation.GetRange(ReadRange(ref reader)) { At = ReadRevision(ref reader), Limit = reader.ReadNumberUpTo(int.MaxValue) };
        var flags = (RangeFlags)reader.ReadNumber();
        return range with
        {
            CountOnly = flags.HasFlag(RangeFlags.CountOnly),
            Selection = flags.HasFlag(RangeFlags.HasSelection)
                ? ReadSelection(ref reader) with { KeysOnly = flags.HasFlag(RangeFlags.KeysOnly) }
                : null,
        };
    }

    private static RangeSelection ReadSelection(ref EncodedReader reader) => new()
    {
        Target = (SortTarget)reader.ReadNumberUpTo((int)SortTarget.Value),
        Order = (SortOrder)reader.ReadNumberUpTo((int)SortOrder.Descending),
        MinModRevision = ReadRevision(ref reader),
        MaxModRevision = ReadRevision(ref reader),
        MinCreateRevision = ReadRevision(ref reader),
        MaxCreateRevision = ReadRevision(ref reader),
    };

    private static Relation ReadRelation(ref EncodedReader reader) => (Relation)reader.ReadNumberUpTo((int)Relation.NotEqual);

    private static Key ReadKey(ref EncodedReader reader) => new(reader.ReadBytes());

    private static KeyRange ReadRange(ref EncodedReader reader) => new(ReadKey(ref reader), ReadKey(ref reader));

    private static Revision ReadRevision(ref EncodedReader reader) => new(reader.ReadNumber());
}
