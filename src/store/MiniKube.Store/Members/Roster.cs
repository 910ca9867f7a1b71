using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using MiniKube.Raft;
using MiniKube.Store.Commands;

namespace MiniKube.Store.Members;

/// <summary>Who belongs to the cluster, and where to reach them, as of an entry of the log. A value.</summary>
internal sealed record Roster(Membership Membership, ImmutableSortedDictionary<MemberId, MemberContact> Contacts)
{
    public static readonly Roster Empty = new(Membership.Empty, ImmutableSortedDictionary<MemberId, MemberContact>.Empty);

    /// <summary>The roster after a change, by the same rule on every member.</summary>
    public Roster Apply(MembershipChange change)
    {
        var membership = change.After ?? Membership.Apply(change);
        if (!membership.Contains(change.Member))
        {
            return new Roster(membership, Contacts.Remove(change.Member));
        }

        var contact = change.Context.IsEmpty ? ContactOf(change.Member) : ContactEncoding.Decode(change.Context.Span);
        return new Roster(membership, Contacts.SetItem(change.Member, contact));
    }

    public MemberContact ContactOf(MemberId member) => Contacts.GetValueOrDefault(member, MemberContact.Unknown);

    /// <summary>For those outside.</summary>
    public ImmutableArray<StoreMember> Members =>
    [
        .. Contacts.Select(contact => new StoreMember(contact.Key, contact.Value, Membership.Learners.Contains(contact.Key))),
    ];

    /// <summary>Whether a member alone decides.</summary>
    public bool IsSoleVoter(MemberId member) => Membership.Voters.Count == 1 && Membership.Voters.Contains(member);

    public void Write(IBufferWriter<byte> writer)
    {
        Write(writer, Membership.Voters);
        Write(writer, Membership.Learners);
    }

    /// <exception cref="InvalidDataException">The bytes are no roster.</exception>
    public static Roster Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new EncodedReader(bytes);
        var contacts = ImmutableSortedDictionary.CreateBuilder<MemberId, MemberContact>();
        var voters = ReadMembers(ref reader, contacts);
        var learners = ReadMembers(ref reader, contacts);
        return new Roster(new Membership(voters, learners), contacts.ToImmutable());
    }

    public bool Equals(Roster? other) =>
        other is not null && Membership.Equals(other.Membership) && Contacts.SequenceEqual(other.Contacts);

    public override int GetHashCode() => Membership.GetHashCode();

    private static ImmutableSortedSet<MemberId> ReadMembers(
        ref EncodedReader reader, ImmutableSortedDictionary<MemberId, MemberContact>.Builder contacts)
    {
        var members = ImmutableSortedSet.CreateBuilder<MemberId>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var id = reader.ReadBytes();
            if (id.Length != sizeof(ulong))
            {
                throw new InvalidDataException("a member's id is cut off");
            }

            var member = new MemberId(BinaryPrimitives.ReadUInt64LittleEndian(id));
            members.Add(member);
            contacts[member] = ContactEncoding.Decode(reader.ReadBytes());
        }

        return members.ToImmutable();
    }

    private void Write(IBufferWriter<byte> writer, ImmutableSortedSet<MemberId> members)
    {
        Span<byte> id = stackalloc byte[sizeof(ulong)];
        writer.WriteNumber(members.Count);
        foreach (var member in members)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(id, member.Value);
            writer.WriteBytes(id);
            writer.WriteBytes(ContactEncoding.Encode(ContactOf(member)));
        }
    }
}
