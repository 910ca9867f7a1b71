using System.Numerics;

namespace MiniKube.Etcd.Payloads;

/// <summary>How many bytes the fields of a message take. Field numbers are below 16, so that a tag is one byte.</summary>
internal static class ProtoSize
{
    private const int Tag = 1;

    public static int Varint(ulong number) => ((BitOperations.Log2(number | 1) * 9) + 73) / 64;

    public static int Number(ulong number) => number == 0 ? 0 : Tag + Varint(number);

    public static int Number(long number) => Number((ulong)number);

    public static int Flag(bool isSet) => isSet ? Tag + 1 : 0;

    public static int Bytes(int length) => length == 0 ? 0 : Message(length);

    /// <summary>A part of its own, which is written even when it is empty.</summary>
    public static int Message(int length) => Tag + Varint((ulong)length) + length;
}
