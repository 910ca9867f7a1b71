using System.Collections.Immutable;
using MiniKube.Raft;

namespace MiniKube.Store.Members;

/// <summary>How a member begins that has nothing on its disk.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="First">The members that a new cluster begins with, the same on each of them; empty for one that joins and learns them from the others.</param>
internal sealed record MemberBirth(StoreIdentity Identity, ImmutableSortedDictionary<MemberId, MemberContact> First)
{
    /// <summary>A cluster of one.</summary>
    public static MemberBirth Alone(Func<ulong> random, MemberContact contact)
    {
        var id = new MemberId(NotZero(random));
        return new MemberBirth(
            new StoreIdentity(NotZero(random), id), ImmutableSortedDictionary<MemberId, MemberContact>.Empty.Add(id, contact));
    }

    /// <summary>The log that every first member begins with, settled from the start because all have the same.</summary>
    public (HardState HardState, List<Entry> Entries) Beginning()
    {
        List<Entry> entries = [];
        foreach (var (id, contact) in First)
        {
            var change = new MembershipChange(MembershipChangeKind.AddVoter, id, ContactEncoding.Encode(contact));
            entries.Add(new Entry(new LogIndex(entries.Count + 1), Term.First, EntryKind.Membership, change.Encode()));
        }

        return (new HardState(entries.Count == 0 ? Term.Zero : Term.First, MemberId.None, new LogIndex(entries.Count)), entries);
    }

    private static ulong NotZero(Func<ulong> random)
    {
        // Half the range: an id is a positive number to who takes it for a signed one.
        ulong number;
        do
        {
            number = random() >> 1;
        }
        while (number == 0);

        return number;
    }
}
