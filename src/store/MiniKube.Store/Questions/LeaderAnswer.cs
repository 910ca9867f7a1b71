using System.Buffers;
using MiniKube.Raft;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Questions;

/// <summary>The leader's answer to a <see cref="LeaderQuestion"/>.</summary>
internal abstract record LeaderAnswer
{
    /// <summary>So many seconds.</summary>
    public sealed record Seconds(long Value) : LeaderAnswer;

    /// <summary>There is no such lease.</summary>
    public sealed record NoLease : LeaderAnswer;

    /// <summary>What became of the change.</summary>
    public sealed record Changed(ProposeResult Result) : LeaderAnswer;

    private enum Kind
    {
        Seconds = 1,
        NoLease = 2,
        Changed = 3,
    }

    public byte[] Encode()
    {
        var writer = new ArrayBufferWriter<byte>();
        switch (this)
        {
            case Seconds seconds:
                writer.WriteNumber((long)Kind.Seconds);
                writer.WriteNumber(seconds.Value);
                break;
            case NoLease:
                writer.WriteNumber((long)Kind.NoLease);
                break;
            case Changed changed:
                writer.WriteNumber((long)Kind.Changed);
                writer.WriteNumber((long)changed.Result);
                break;
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <exception cref="StoreUnavailableException">The bytes are no answer.</exception>
    public static LeaderAnswer Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new EncodedReader(bytes);
            return (Kind)reader.ReadNumber() switch
            {
                Kind.Seconds => new Seconds(reader.ReadNumber()),
                Kind.NoLease => new NoLease(),
                Kind.Changed => new Changed((ProposeResult)reader.ReadNumber()),
                var unknown => throw new InvalidDataException($"unknown kind {unknown}"),
            };
        }
        catch (InvalidDataException exception)
        {
            throw new StoreUnavailableException("the leader's answer makes no sense; is it of another version?", exception);
        }
    }
}
