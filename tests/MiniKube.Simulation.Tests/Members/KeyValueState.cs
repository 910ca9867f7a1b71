using System.Buffers.Binary;
using MiniKube.Raft;
using MiniKube.Histories;

namespace MiniKube.Simulation.Tests.Members;

/// <summary>The state machine: a few numbers, and a hash of all that ever went in.</summary>
internal sealed class KeyValueState
{
    public const int Keys = 5;

    /// <summary>Keys that operations never join; the last two are also read and written together.</summary>
    public static readonly int[][] Partitions = [[0], [1], [2], [3, 4]];

    private readonly int[] _values = new int[Keys];

    public ulong Hash { get; private set; } = 17;

    public KeyValueState Copy()
    {
        var copy = new KeyValueState { Hash = Hash };
        _values.CopyTo(copy._values, 0);
        return copy;
    }

    public int[] Read(int[] keys) => [.. keys.Select(key => _values[key])];

    public void Apply(in Entry entry, out ulong proposal, out int[] before)
    {
        foreach (var value in entry.Data.Span)
        {
            Hash = (Hash ^ value) * 1099511628211;
        }

        Hash = (Hash ^ (ulong)entry.Index.Value) * 1099511628211;
        (proposal, before) = (0, []);
        if (entry.Kind != EntryKind.Command)
        {
            return;
        }

        proposal = Decode(entry.Data.Span, out var operation);
        before = Read(operation.Keys);
        if (operation.Value is { } set && (operation.Expected is not { } expected || before[0] == expected))
        {
            foreach (var key in operation.Keys)
            {
                _values[key] = set;
            }
        }
    }

    public static byte[] Encode(ulong proposal, Operation operation)
    {
        var bytes = new byte[sizeof(ulong) + 4 + sizeof(int) + sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, proposal);
        bytes[8] = (byte)operation.Keys[0];
        bytes[9] = (byte)(operation.Keys.Length > 1 ? operation.Keys[1] : byte.MaxValue);
        bytes[10] = (byte)(operation.Expected is null ? 0 : 1);
        bytes[11] = (byte)(operation.Value is null ? 0 : 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), operation.Expected ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), operation.Value ?? 0);
        return bytes;
    }

    private static ulong Decode(ReadOnlySpan<byte> bytes, out Operation operation)
    {
        int[] keys = bytes[9] == byte.MaxValue ? [bytes[8]] : [bytes[8], bytes[9]];
        operation = new Operation(
            keys,
            bytes[10] == 0 ? null : BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            bytes[11] == 0 ? null : BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
