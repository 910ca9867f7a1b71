using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Members;

/// <summary>What stands before a command in the log: who has proposed it, and its number there. So the proposer finds its own again.</summary>
/// <param name="Instance">The proposer: a process, not a member, since a restart has nobody waiting.</param>
/// <param name="Sequence">Numbers its proposals.</param>
/// <param name="Length">How many bytes it takes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Envelope(ulong Instance, long Sequence, int Length)
{
    public static void Write(IBufferWriter<byte> writer, ulong instance, long sequence)
    {
        var span = writer.GetSpan(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(span, instance);
        writer.Advance(sizeof(ulong));
        writer.WriteNumber(sequence);
    }

    /// <exception cref="InvalidDataException">There is none.</exception>
    public static Envelope Read(ReadOnlySpan<byte> command)
    {
        if (command.Length <= sizeof(ulong))
        {
            throw new InvalidDataException("a command is cut off");
        }

        var reader = new EncodedReader(command[sizeof(ulong)..]);
        var sequence = reader.ReadNumber();
        return new Envelope(BinaryPrimitives.ReadUInt64LittleEndian(command), sequence, command.Length - reader.Left);
    }
}
