using MiniKube.Mvcc.Ranges;

namespace MiniKube.Mvcc;

/// <summary>One step of a transaction.</summary>
public abstract record Operation
{
    public sealed record Put(Key Key, ReadOnlyMemory<byte> Value) : Operation
    {
        /// <summary>The key goes when this lease does; none: it stays until it is deleted.</summary>
        public LeaseId Lease { get; init; }

        /// <summary>The value stays as it is, <see cref="Value"/> is not looked at; the key must exist.</summary>
        public bool KeepsValue { get; init; }

        /// <summary>The lease stays as it is, <see cref="Lease"/> is not looked at; the key must exist.</summary>
        public bool KeepsLease { get; init; }
    }

    /// <summary>Deletes a key or a range; keys that are not there are no error.</summary>
    public sealed record Delete(KeyRange Range) : Operation;

    /// <summary>Reads one key; the cheap form of <see cref="GetRange"/>.</summary>
    public sealed record Get(Key Key) : Operation;

    /// <summary>Reads keys.</summary>
    public sealed record GetRange(KeyRange Range) : Operation
    {
        /// <summary>The revision to read at; zero: as the transaction sees it.</summary>
        public Revision At { get; init; }

        /// <summary>At most so many items; 0 for no limit.</summary>
        public int Limit { get; init; }

        /// <summary>Only the count is wanted.</summary>
        public bool CountOnly { get; init; }

        /// <summary>Null: all of the range, by key.</summary>
        public RangeSelection? Selection { get; init; }
    }

    /// <summary>A transaction within the transaction; its comparisons see the state before the outermost one.</summary>
    public sealed record Nested(Transaction Transaction) : Operation;
}
