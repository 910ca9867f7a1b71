using System.Collections.Immutable;

namespace MiniKube.Store;

/// <summary>What a member is called, and where it can be reached. Not who it is: all of this may change.</summary>
/// <param name="Name">For people.</param>
/// <param name="PeerAddresses">Where other members reach it.</param>
/// <param name="ClientAddresses">Where clients of its etcd front reach it; empty when there is none.</param>
public sealed record MemberContact(string Name, ImmutableArray<string> PeerAddresses, ImmutableArray<string> ClientAddresses)
{
    public static readonly MemberContact Unknown = new(string.Empty, [], []);

    public bool Equals(MemberContact? other) =>
        other is not null && Name == other.Name
        && PeerAddresses.SequenceEqual(other.PeerAddresses) && ClientAddresses.SequenceEqual(other.ClientAddresses);

    public override int GetHashCode() => HashCode.Combine(Name, PeerAddresses.Length, ClientAddresses.Length);
}
