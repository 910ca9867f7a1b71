using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MiniKube.Mvcc;

namespace MiniKube.Store.Commands;

/// <summary>Carries out commands of the log again.</summary>
internal static class CommandReader
{
    /// <summary>The state after a command, as it was when the command was first carried out.</summary>
    public static MvccState Apply(MvccState state, ReadOnlySpan<byte> command)
    {
        var reader = new EncodedReader(command);
        switch (reader.ReadKind())
        {
            case CommandKind.Transaction:
                return state.Apply(ReadTransaction(ref reader)).State;
            case CommandKind.Compaction:
                // A snapshot may be of a later time than a compaction behind it was proposed for; a refused one is in the log too.
                var upTo = new Revision(reader.ReadNumber());
                return upTo > state.Compacted && upTo <= state.Current ? state.Compact(upTo) : state;
            case var unknown:
                throw new InvalidDataException($"unknown command {unknown}; was the store written by a newer version?");
        }
    }

    private static Transaction ReadTransaction(ref EncodedReader reader)
    {
        var comparisons = new Comparison[reader.ReadCount()];
        for (var position = 0; position < comparisons.Length; position++)
        {
            comparisons[position] = reader.ReadKind() switch
            {
                CommandKind.ModRevisionIs => new Comparison.ModRevisionIs(new Key(reader.ReadBytes()), new Revision(reader.ReadNumber())),
                CommandKind.Exists => new Comparison.Exists(new Key(reader.ReadBytes())),
                var unknown => throw new InvalidDataException($"unknown comparison {unknown}"),
            };
        }

        return new Transaction
        {
            Comparisons = ImmutableCollectionsMarshal.AsImmutableArray(comparisons),
            Success = ReadOperations(ref reader),
            Failure = ReadOperations(ref reader),
        };
    }

    private static ImmutableArray<Operation> ReadOperations(ref EncodedReader reader)
    {
        var operations = new Operation[reader.ReadCount()];
        for (var position = 0; position < operations.Length; position++)
        {
            operations[position] = reader.ReadKind() switch
            {
                CommandKind.Put => new Operation.Put(new Key(reader.ReadBytes()), reader.ReadBytes()),
                CommandKind.Delete => new Operation.Delete(new KeyRange(new Key(reader.ReadBytes()), new Key(reader.ReadBytes()))),
                CommandKind.Get => new Operation.Get(new Key(reader.ReadBytes())),
                var unknown => throw new InvalidDataException($"unknown operation {unknown}"),
            };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(operations);
    }
}
