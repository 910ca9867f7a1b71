using System.Buffers;
using MiniKube.Mvcc;
using MiniKube.Raft;
using MiniKube.Store.Commands;
using MiniKube.Store.Members;

namespace MiniKube.Store.Questions;

/// <summary>What only the leader can answer, asked by another member. The bytes are for members of one version; what is unknown is refused.</summary>
internal abstract record LeaderQuestion
{
    /// <summary>Renews a lease.</summary>
    public sealed record Renew(LeaseId Lease) : LeaderQuestion;

    /// <summary>How long a lease has left.</summary>
    public sealed record Remaining(LeaseId Lease) : LeaderQuestion;

    /// <summary>Changes the membership.</summary>
    public sealed record Change(MembershipChange What) : LeaderQuestion;

    private enum Kind
    {
        Renew = 1,
        Remaining = 2,
        Change = 3,
    }

    public byte[] Encode()
    {
        var writer = new ArrayBufferWriter<byte>();
        switch (this)
        {
            case Renew renew:
                writer.WriteNumber((long)Kind.Renew);
                writer.WriteNumber(renew.Lease.Value);
                break;
            case Remaining remaining:
                writer.WriteNumber((long)Kind.Remaining);
                writer.WriteNumber(remaining.Lease.Value);
                break;
            case Change change:
                writer.WriteNumber((long)Kind.Change);
                writer.WriteBytes(change.What.Encode());
                break;
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>What goes into the log must be readable by every member.</summary>
    private static MembershipChange WithContact(MembershipChange change)
    {
        _ = ContactEncoding.Decode(change.Context.Span);
        return change;
    }

    /// <summary>Null when the bytes are no question.</summary>
    public static LeaderQuestion? TryDecode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new EncodedReader(bytes);
            return (Kind)reader.ReadNumber() switch
            {
                Kind.Renew => new Renew(new LeaseId(reader.ReadNumber())),
                Kind.Remaining => new Remaining(new LeaseId(reader.ReadNumber())),
                Kind.Change when MembershipChange.TryDecode(reader.ReadBytes()) is { } change => new Change(WithContact(change)),
                _ => null,
            };
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
