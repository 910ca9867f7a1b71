using System.Buffers.Binary;

namespace MiniKube.Raft;

/// <summary>One step from a membership to the next: one member at a time, so that the quorums of both overlap (thesis 4.1).</summary>
/// <param name="Kind">What happens to the member.</param>
/// <param name="Member">To whom.</param>
/// <param name="Context">The owner's, opaque here: name and addresses.</param>
public sealed record MembershipChange(MembershipChangeKind Kind, MemberId Member, ReadOnlyMemory<byte> Context)
{
    private const int HeaderBytes = sizeof(byte) + sizeof(ulong);

    /// <summary>
    /// The membership that the change leads to, set by the leader that proposes it: whoever reads the log from its beginning learns from
    /// this who was there before.
    /// </summary>
    public Membership? After { get; init; }

    /// <summary>The data of an entry of kind <see cref="EntryKind.Membership"/>: kind (1), member (8, little-endian), membership after it, context.</summary>
    public byte[] Encode()
    {
        var after = (After ?? Membership.Empty).Encode();
        var bytes = new byte[HeaderBytes + after.Length + Context.Length];
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), Member.Value);
        after.CopyTo(bytes.AsSpan(HeaderBytes));
        Context.Span.CopyTo(bytes.AsSpan(HeaderBytes + after.Length));
        return bytes;
    }

    /// <summary>Null when the bytes are no change.</summary>
    public static MembershipChange? TryDecode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || Membership.TryDecode(bytes.Span[HeaderBytes..], out var length) is not { } after)
        {
            return null;
        }

        var kind = (MembershipChangeKind)bytes.Span[0];
        var member = new MemberId(BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[1..]));
        return kind is >= MembershipChangeKind.AddLearner and <= MembershipChangeKind.Update && !member.IsNone
            ? new MembershipChange(kind, member, bytes[(HeaderBytes + length)..]) { After = after.Voters.IsEmpty ? null : after }
            : null;
    }
}
