using System.Buffers;
using CsCheck;
using MiniKube.Mvcc;
using MiniKube.Mvcc.Ranges;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Tests.Commands;

public sealed class CommandFormatTests
{
    private static readonly Gen<Key> Keys = Gen.Byte.Array[1, 4].Select(bytes => new Key(bytes));
    private static readonly Gen<KeyRange> Ranges = Gen.Select(Keys, Keys, (start, end) => new KeyRange(start, end));
    private static readonly Gen<ReadOnlyMemory<byte>> Values = Gen.Byte.Array[0, 20].Select(bytes => (ReadOnlyMemory<byte>)bytes);
    private static readonly Gen<Revision> Revisions = Gen.Long[0, long.MaxValue].Select(value => new Revision(value));

    private static readonly Gen<Comparison> Comparisons = Gen.OneOf<Comparison>(
        Gen.Select(Keys, Revisions, (key, at) => (Comparison)new Comparison.ModRevisionIs(key, at)),
        Keys.Select(key => (Comparison)new Comparison.Exists(key)),
        Gen.Select(Ranges, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Long, (range, compared, relation, operand) =>
            (Comparison)new Comparison.Number(range, (ComparedNumber)compared, (Relation)relation, operand)),
        Gen.Select(Ranges, Gen.Int[0, 3], Values, (range, relation, value) =>
            (Comparison)new Comparison.Value(range, (Relation)relation, value)));

    private static readonly Gen<RangeSelection> Selections = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 2], Gen.Bool, Revisions.Array[4], (target, order, keysOnly, bounds) => new RangeSelection
        {
            Target = (SortTarget)target,
            Order = (SortOrder)order,
            KeysOnly = keysOnly,
            MinModRevision = bounds[0],
            MaxModRevision = bounds[1],
            MinCreateRevision = bounds[2],
            MaxCreateRevision = bounds[3],
        });

    private static readonly Gen<Operation> Leaves = Gen.OneOf<Operation>(
        Gen.Select(Keys, Values, (key, value) => (Operation)new Operation.Put(key, value)),
        Gen.Select(Keys, Values, Gen.Long, Gen.Bool, Gen.Bool, (key, value, lease, keepsValue, keepsLease) =>
            (Operation)new Operation.Put(key, value) { Lease = new LeaseId(lease), KeepsValue = keepsValue, KeepsLease = keepsLease }),
        Ranges.Select(range => (Operation)new Operation.Delete(range)),
        Keys.Select(key => (Operation)new Operation.Get(key)),
        Gen.Select(Ranges, Revisions, Gen.Int[0, int.MaxValue], Gen.Bool, Selections, (range, at, limit, countOnly, selection) =>
            (Operation)new Operation.GetRange(range) { At = at, Limit = limit, CountOnly = countOnly, Selection = selection }),
        Ranges.Select(range => (Operation)new Operation.GetRange(range)));

    private static readonly Gen<Transaction> Transactions = TransactionsOf(
        Gen.OneOf(Leaves, TransactionsOf(Leaves).Select(nested => (Operation)new Operation.Nested(nested))));

    [Fact]
    public void A_transaction_is_read_as_it_was_written_and_is_no_longer_than_was_said() => Transactions.Sample(transaction =>
    {
        var bytes = Write(transaction);

        // Bytes tell all: what is written again from what was read has lost nothing.
        var reader = new EncodedReader(bytes);
        reader.ReadKind().Should().Be(CommandKind.Transaction);
        Write(CommandReader.ReadTransaction(ref reader, 0)).Should().Equal(bytes);
        bytes.LongLength.Should().BeLessThanOrEqualTo(TransactionSize.BytesMax(transaction));
    });

    [Fact]
    public void Leases_are_granted_and_revoked_again()
    {
        var grant = new ArrayBufferWriter<byte>();
        CommandWriter.WriteGrant(grant, new LeaseId(-7), 60);
        var revoke = new ArrayBufferWriter<byte>();
        CommandWriter.WriteRevoke(revoke, new LeaseId(-7));

        var granted = CommandReader.Apply(MvccState.Empty, grant.WrittenSpan).State;
        var put = new Operation.Put(Key.From("a"), default) { Lease = new LeaseId(-7) };
        var revoked = CommandReader.Apply(CommandReader.Apply(granted, Write(new Transaction { Success = [put] })).State, revoke.WrittenSpan);

        granted.Leases.Find(new LeaseId(-7))!.TtlSeconds.Should().Be(60);
        revoked.Events.Should().ContainSingle().Which.Type.Should().Be(KeyEventType.Delete);
        revoked.State.Leases.Count.Should().Be(0);
    }

    [Fact]
    public void The_narrow_forms_are_written_as_they_always_were() =>
        Convert.ToHexString(Write(new Transaction
        {
            Comparisons = [new Comparison.ModRevisionIs(Key.From("a"), new Revision(300)), new Comparison.Exists(Key.From("b"))],
            Success = [new Operation.Put(Key.From("a"), "v"u8.ToArray()), new Operation.Delete(KeyRange.Prefix(Key.From("c")))],
            Failure = [new Operation.Get(Key.From("a"))],
        })).Should().Be("0102" + "100161AC02" + "110162" + "02" + "2001610176" + "2101630164" + "01" + "220161");

    [Fact]
    public void Damaged_commands_are_refused_and_nothing_else() =>
        Gen.Select(Transactions, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 200]).Sample((transaction, position, value, length) =>
        {
            var bytes = Write(transaction);
            bytes[position % bytes.Length] = value;
            var cut = bytes[..Math.Min(length, bytes.Length)];

            Refused(bytes);
            Refused(cut);
        });

    private static Gen<Transaction> TransactionsOf(Gen<Operation> operations) => Gen.Select(
        Comparisons.Array[0, 3], operations.Array[0, 4], operations.Array[0, 4], (comparisons, success, failure) =>
            new Transaction { Comparisons = [.. comparisons], Success = [.. success], Failure = [.. failure] });

    private static byte[] Write(Transaction transaction)
    {
        var writer = new ArrayBufferWriter<byte>();
        CommandWriter.Write(writer, transaction);
        return writer.WrittenSpan.ToArray();
    }

    private static void Refused(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new EncodedReader(bytes);
            if (reader.ReadKind() == CommandKind.Transaction)
            {
                CommandReader.ReadTransaction(ref reader, 0);
            }
        }
        catch (InvalidDataException)
        {
            // As it should be.
        }
    }
}
