using System.Security.Cryptography;
using MiniKube.Simulation.Tests.Members.Whole;
using MiniKube.Simulation.Tests.Worlds;

namespace MiniKube.Simulation.Tests;

/// <summary>The member of production, with its log, snapshots and transfers, in the same worlds.</summary>
public sealed class WholeMemberTests
{
    private const int SeedsByDefault = 150;
    private const int UnseenSeeds = 50;

    [Fact]
    public void No_seed_breaks_a_promise_of_the_whole_member() => LiveThrough(Seeds.First, Seeds.Count(SeedsByDefault));

    [Fact]
    public void Nor_does_a_seed_that_was_never_tried() => LiveThrough(RandomNumberGenerator.GetInt32(int.MaxValue - UnseenSeeds), UnseenSeeds);

    internal static World WorldOf(int seed, bool isRecorded = false) =>
        new(seed, isRecorded: isRecorded, populate: (world, id, membership) => new WholeMember(world, id, membership));

    private static void LiveThrough(int first, int count) =>
        Seeds.LiveThrough(first, count, seed => WorldOf(seed), nameof(ReplayTests.A_seed_of_whole_members_can_be_replayed_with_its_trace_written_down));
}
