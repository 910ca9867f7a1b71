using System.Buffers.Binary;
using System.Collections.Immutable;

namespace MiniKube.Raft;

/// <summary>Who belongs to the cluster.</summary>
/// <param name="Voters">Elect and commit.</param>
/// <param name="Learners">Only follow.</param>
public sealed record Membership(ImmutableSortedSet<MemberId> Voters, ImmutableSortedSet<MemberId> Learners)
{
    private const int HeaderBytes = 2 * sizeof(int);
    private const int MembersMax = 1024;

    public static readonly Membership Empty = new([], []);

    public static Membership Of(params ReadOnlySpan<MemberId> voters) => new([.. voters], []);

    public bool Contains(MemberId member) => Voters.Contains(member) || Learners.Contains(member);

    /// <summary>The membership after the change, by the same rule on every member. A change that does not fit changes nothing.</summary>
    public Membership Apply(MembershipChange change) => change.Kind switch
    {
        MembershipChangeKind.AddLearner when !Voters.Contains(change.Member) => this with { Learners = Learners.Add(change.Member) },
        MembershipChangeKind.AddVoter => new(Voters.Add(change.Member), Learners.Remove(change.Member)),
        MembershipChangeKind.Promote when Learners.Contains(change.Member) =>
            new(Voters.Add(change.Member), Learners.Remove(change.Member)),
        MembershipChangeKind.Remove when Voters.Count > 1 || !Voters.Contains(change.Member) =>
            new(Voters.Remove(change.Member), Learners.Remove(change.Member)),
        _ => this,
    };

    /// <summary>Number of voters (4), of learners (4), then their ids (8 each); little-endian.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + (sizeof(ulong) * (Voters.Count + Learners.Count))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Voters.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int)), Learners.Count);
        var place = HeaderBytes;
        foreach (var member in Voters.Concat(Learners))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place), member.Value);
            place += sizeof(ulong);
        }

        return bytes;
    }

    /// <summary>Null when no membership stands at the beginning of the bytes.</summary>
    public static Membership? TryDecode(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (bytes.Length < HeaderBytes)
        {
            return null;
        }

        var voters = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var learners = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]);
        if (voters is < 0 or > MembersMax || learners is < 0 or > MembersMax
            || bytes.Length < HeaderBytes + (sizeof(ulong) * (voters + learners)))
        {
            return null;
        }

        length = HeaderBytes + (sizeof(ulong) * (voters + learners));
        var ids = bytes[HeaderBytes..length];
        return new Membership(ReadIds(ids[..(sizeof(ulong) * voters)]), ReadIds(ids[(sizeof(ulong) * voters)..]));
    }

    public bool Equals(Membership? other) =>
        other is not null && Voters.SetEquals(other.Voters) && Learners.SetEquals(other.Learners);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var voter in Voters)
        {
            hash.Add(voter);
        }

        hash.Add(Learners.Count);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        Learners.IsEmpty ? $"({string.Join(' ', Voters)})" : $"({string.Join(' ', Voters)}) learners ({string.Join(' ', Learners)})";

    private static ImmutableSortedSet<MemberId> ReadIds(ReadOnlySpan<byte> bytes)
    {
        var ids = ImmutableSortedSet.CreateBuilder<MemberId>();
        for (; !bytes.IsEmpty; bytes = bytes[sizeof(ulong)..])
        {
            ids.Add(new MemberId(BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
        }

        return ids.ToImmutable();
    }
}
