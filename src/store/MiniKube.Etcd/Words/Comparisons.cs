using Google.Protobuf;
using MiniKube.Mvcc;
using Wire = MiniKube.Etcd.Protocol;

namespace MiniKube.Etcd.Words;

/// <summary>The conditions of transactions. The numbers of relations are the same on both sides.</summary>
internal static class Comparisons
{
    public static Comparison Read(Wire.Compare compare)
    {
        // What an API server asks has its own short form in the log.
        if (compare is { Target: Wire.Compare.Types.CompareTarget.Mod, Result: Wire.Compare.Types.CompareResult.Equal, RangeEnd.IsEmpty: true })
        {
            return new Comparison.ModRevisionIs(new Key(compare.Key.Memory), new Revision(compare.ModRevision));
        }

        var range = KeyRanges.Read(compare.Key, compare.RangeEnd);
        var relation = (Relation)compare.Result;
        return compare.Target switch
        {
            Wire.Compare.Types.CompareTarget.Version =>
                new Comparison.Number(range, ComparedNumber.Version, relation, compare.Version),
            Wire.Compare.Types.CompareTarget.Create =>
                new Comparison.Number(range, ComparedNumber.CreateRevision, relation, compare.CreateRevision),
            Wire.Compare.Types.CompareTarget.Mod =>
                new Comparison.Number(range, ComparedNumber.ModRevision, relation, compare.ModRevision),
            Wire.Compare.Types.CompareTarget.Lease =>
                new Comparison.Number(range, ComparedNumber.Lease, relation, compare.Lease),
            _ => new Comparison.Value(range, relation, compare.Value.Memory),
        };
    }

    public static Wire.Compare Write(Comparison comparison) => comparison switch
    {
        Comparison.ModRevisionIs revision => new Wire.Compare
        {
            Key = UnsafeByteOperations.UnsafeWrap(revision.Key.Bytes),
            Target = Wire.Compare.Types.CompareTarget.Mod,
            ModRevision = revision.Expected.Value,
        },
        Comparison.Exists exists => new Wire.Compare
        {
            Key = UnsafeByteOperations.UnsafeWrap(exists.Key.Bytes),
            Target = Wire.Compare.Types.CompareTarget.Version,
            Result = Wire.Compare.Types.CompareResult.Greater,
            Version = 0,
        },
        Comparison.Number number => WithOperand(Of(number.Range, number.Relation), number),
        Comparison.Value value => WithOperand(Of(value.Range, value.Relation), value),
        _ => throw new InvalidOperationException($"unknown comparison {comparison.GetType().Name}"),
    };

    private static Wire.Compare Of(KeyRange range, Relation relation)
    {
        var (key, rangeEnd) = KeyRanges.Write(range);
        return new Wire.Compare { Key = key, RangeEnd = rangeEnd, Result = (Wire.Compare.Types.CompareResult)relation };
    }

    private static Wire.Compare WithOperand(Wire.Compare compare, Comparison.Value value)
    {
        compare.Target = Wire.Compare.Types.CompareTarget.Value;
        compare.Value = UnsafeByteOperations.UnsafeWrap(value.Operand);
        return compare;
    }

    private static Wire.Compare WithOperand(Wire.Compare compare, Comparison.Number number)
    {
        switch (number.Compared)
        {
            case ComparedNumber.Version:
                compare.Target = Wire.Compare.Types.CompareTarget.Version;
                compare.Version = number.Operand;
                break;
            case ComparedNumber.CreateRevision:
                compare.Target = Wire.Compare.Types.CompareTarget.Create;
                compare.CreateRevision = number.Operand;
                break;
            case ComparedNumber.ModRevision:
                compare.Target = Wire.Compare.Types.CompareTarget.Mod;
                compare.ModRevision = number.Operand;
                break;
            case ComparedNumber.Lease:
                compare.Target = Wire.Compare.Types.CompareTarget.Lease;
                compare.Lease = number.Operand;
                break;
            default:
                throw new InvalidOperationException($"unknown number {number.Compared}");
        }

        return compare;
    }
}
