using MiniKube.Cel.Costs;
using MiniKube.Cel.Expressions;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Standard;

/// <summary>The operators of numbers, texts, lists and times. What does not fit is an error, never another number.</summary>
internal static class Arithmetic
{
    private static readonly CelType Items = CelType.ListOf(CelType.Parameter("A"));

    public static IEnumerable<Overload> All =>
    [
        .. Ints(),
        .. Uints(),
        .. Doubles(),
        .. Times(),
        Overload.Of(Operators.Add, [CelType.String, CelType.String], CelType.String, static args =>
            (long)args[0].AsString.Length + args[1].AsString.Length <= Errors.TextCharsMax ? args[0].AsString + args[1].AsString : Errors.TooLarge, CostModel.Join),
        Overload.Of(Operators.Add, [CelType.Bytes, CelType.Bytes], CelType.Bytes, static args =>
            (long)args[0].AsBytes.Length + args[1].AsBytes.Length <= Errors.TextCharsMax
                ? CelValue.Bytes([.. args[0].AsBytes, .. args[1].AsBytes]) : Errors.TooLarge, CostModel.Join),
        Overload.Of(Operators.Add, [Items, Items], Items, static args =>
            (long)args[0].AsList.Count + args[1].AsList.Count <= CelList.CountMax ? args[0].AsList.Concat(args[1].AsList) : Errors.TooLarge, CostModel.JoinLists),
    ];

    private static IEnumerable<Overload> Ints()
    {
        static Overload Of(string name, CelFunction body) => Overload.Of(name, [CelType.Int, CelType.Int], CelType.Int, body);

        yield return Of(Operators.Add, static args =>
        {
            var sum = args[0].AsInt + args[1].AsInt;
            return ((args[0].AsInt ^ sum) & (args[1].AsInt ^ sum)) < 0 ? Errors.IntOverflow : sum;
        });
        yield return Of(Operators.Subtract, static args =>
        {
            var difference = args[0].AsInt - args[1].AsInt;
            return ((args[0].AsInt ^ args[1].AsInt) & (args[0].AsInt ^ difference)) < 0 ? Errors.IntOverflow : difference;
        });
        yield return Of(Operators.Multiply, static args =>
        {
            var high = Math.BigMul(args[0].AsInt, args[1].AsInt, out long low);
            return high == low >> 63 ? low : Errors.IntOverflow;
        });
        yield return Of(Operators.Divide, static args => args[1].AsInt == 0 ? CelValue.Error("division by zero")
            : args[0].AsInt == long.MinValue && args[1].AsInt == -1 ? Errors.IntOverflow
            : args[0].AsInt / args[1].AsInt);
        yield return Of(Operators.Modulo, static args => args[1].AsInt == 0 ? CelValue.Error("modulus by zero")
            : args[0].AsInt == long.MinValue && args[1].AsInt == -1 ? Errors.IntOverflow
            : args[0].AsInt % args[1].AsInt);
        yield return Overload.Of(
            Operators.Negate, [CelType.Int], CelType.Int, static args => args[0].AsInt == long.MinValue ? Errors.IntOverflow : -args[0].AsInt);
    }

    private static IEnumerable<Overload> Uints()
    {
        static Overload Of(string name, CelFunction body) => Overload.Of(name, [CelType.Uint, CelType.Uint], CelType.Uint, body);

        yield return Of(Operators.Add, static args => args[0].AsUint > ulong.MaxValue - args[1].AsUint
            ? Errors.UintOverflow : CelValue.Uint(args[0].AsUint + args[1].AsUint));
        yield return Of(Operators.Subtract, static args => args[0].AsUint < args[1].AsUint
            ? Errors.UintOverflow : CelValue.Uint(args[0].AsUint - args[1].AsUint));
        yield return Of(Operators.Multiply, static args => Math.BigMul(args[0].AsUint, args[1].AsUint, out ulong low) == 0
            ? CelValue.Uint(low) : Errors.UintOverflow);
        yield return Of(Operators.Divide, static args => args[1].AsUint == 0
            ? CelValue.Error("division by zero") : CelValue.Uint(args[0].AsUint / args[1].AsUint));
        yield return Of(Operators.Modulo, static args => args[1].AsUint == 0
            ? CelValue.Error("modulus by zero") : CelValue.Uint(args[0].AsUint % args[1].AsUint));
    }

    private static IEnumerable<Overload> Doubles()
    {
        static Overload Of(string name, CelFunction body) => Overload.Of(name, [CelType.Double, CelType.Double], CelType.Double, body);

        yield return Of(Operators.Add, static args => args[0].AsDouble + args[1].AsDouble);
        yield return Of(Operators.Subtract, static args => args[0].AsDouble - args[1].AsDouble);
        yield return Of(Operators.Multiply, static args => args[0].AsDouble * args[1].AsDouble);
        yield return Of(Operators.Divide, static args => args[0].AsDouble / args[1].AsDouble);
        yield return Overload.Of(Operators.Negate, [CelType.Double], CelType.Double, static args => -args[0].AsDouble);
    }

    private static IEnumerable<Overload> Times()
    {
        var (time, length) = (CelType.Timestamp, CelType.Duration);
        yield return Overload.Of(Operators.Add, [time, length], time, static args => Moved(args[0].AsTimestamp, args[1].AsDuration));
        yield return Overload.Of(Operators.Add, [length, time], time, static args => Moved(args[1].AsTimestamp, args[0].AsDuration));
        yield return Overload.Of(Operators.Add, [length, length], length, static args => Length((Int128)args[0].AsDuration + args[1].AsDuration));
        yield return Overload.Of(Operators.Subtract, [length, length], length, static args => Length((Int128)args[0].AsDuration - args[1].AsDuration));
        yield return Overload.Of(Operators.Subtract, [time, length], time, static args => args[1].AsDuration == long.MinValue
            ? Errors.TimestampOverflow : Moved(args[0].AsTimestamp, -args[1].AsDuration));
        yield return Overload.Of(Operators.Subtract, [time, time], length, static args => Length(
            ((Int128)(args[0].AsTimestamp.Seconds - args[1].AsTimestamp.Seconds) * 1_000_000_000) + args[0].AsTimestamp.Nanos - args[1].AsTimestamp.Nanos));
        yield return Overload.Of(Operators.Negate, [length], length, static args => Length(-(Int128)args[0].AsDuration));
    }

    private static CelValue Moved(CelTimestamp time, long nanoseconds) =>
        time.Add(nanoseconds) is { IsInRange: true } moved ? CelValue.Timestamp(moved) : Errors.TimestampOverflow;

    private static CelValue Length(Int128 nanoseconds) =>
        nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? CelValue.Duration((long)nanoseconds) : Errors.DurationOverflow;
}
