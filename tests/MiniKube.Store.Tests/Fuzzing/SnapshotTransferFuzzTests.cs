using MiniKube.Raft;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Peers;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Transfers;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>Parts of a snapshot that come spoiled, repeated, out of order, or never.</summary>
public sealed class SnapshotTransferFuzzTests
{
    private const int Rounds = 150;
    private const int PartBytes = 700;
    private const int StepsMax = 20_000;

    private static readonly MemberId Self = new(1);
    private static readonly MemberId Leader = new(2);
    private static readonly Term Now = new(3);

    [Fact]
    public async Task A_snapshot_is_published_only_when_every_part_of_it_has_come()
    {
        var history = await KnownHistory.LiveAsync(seed: 12, TestContext.Current.CancellationToken);
        var source = history.Disk[history.Snapshot].Bytes;
        var index = SnapshotFormat.IndexOf(history.Snapshot)!.Value;
        for (var seed = 0; seed < Rounds; seed++)
        {
            try
            {
                Transfer(source[..], index, new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    [Fact]
    public async Task A_snapshot_that_was_spoiled_before_it_was_sent_is_refused_and_not_kept()
    {
        var history = await KnownHistory.LiveAsync(seed: 12, TestContext.Current.CancellationToken);
        var index = SnapshotFormat.IndexOf(history.Snapshot)!.Value;
        var cluster = ClusterOf(history.Disk[history.Snapshot].Bytes);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var source = history.Disk[history.Snapshot].Bytes.ToArray();

            // Behind its checksum, the header is zeros that nobody reads.
            var place = random.Next(2) == 0 ? random.Next(SnapshotFormat.ChecksumOffset + sizeof(uint)) : random.Next(SnapshotFormat.HeaderBytes, source.Length);
            source[place] ^= (byte)(1 << random.Next(8));
            var disk = new SimulatedDisk();
            var peers = new AnsweredPeers();
            using var receiver = new SnapshotReceiver(disk, peers, new ImmediateBackground(), new StoreIdentity(cluster, Self));
            for (var offset = 0; offset < source.Length; offset += PartBytes)
            {
                receiver.Take(Part(source, index, offset), Now, LogIndex.Zero);
            }

            receiver.TakeFinished().Should().BeNull($"seed {seed}");
            peers.Newest!.IsRefused.Should().BeTrue($"seed {seed}");
            disk.List().Should().BeEmpty($"seed {seed}");
        }
    }

    [Fact]
    public async Task A_snapshot_of_another_cluster_is_refused_and_not_kept()
    {
        var history = await KnownHistory.LiveAsync(seed: 12, TestContext.Current.CancellationToken);
        var source = history.Disk[history.Snapshot].Bytes;
        var disk = new SimulatedDisk();
        var peers = new AnsweredPeers();
        using var receiver = new SnapshotReceiver(disk, peers, new ImmediateBackground(), new StoreIdentity(ClusterOf(source) + 1, Self));

        for (var offset = 0; offset < source.Length; offset += PartBytes)
        {
            receiver.Take(Part(source, SnapshotFormat.IndexOf(history.Snapshot)!.Value, offset), Now, LogIndex.Zero);
        }

        receiver.TakeFinished().Should().BeNull();
        peers.Newest!.IsRefused.Should().BeTrue();
        disk.List().Should().BeEmpty();
    }

    private static ulong ClusterOf(byte[] snapshot) => SnapshotFormat.ReadHeader(snapshot, out _)!.Value.Cluster;

    private static void Transfer(byte[] source, LogIndex index, Random random)
    {
        var disk = new SimulatedDisk();
        var peers = new AnsweredPeers();
        using var receiver = new SnapshotReceiver(disk, peers, new ImmediateBackground(), new StoreIdentity(ClusterOf(source), Self));
        Message? finished = null;
        for (var step = 0; finished is null; step++)
        {
            step.Should().BeLessThan(StepsMax, "a transfer that goes on ends");
            receiver.Take(NextPart(source, index, peers.Newest?.Next ?? 0, random), Now, LogIndex.Zero);
            finished = receiver.TakeFinished();
            if (finished is null)
            {
                disk.List().Should().NotContain(SnapshotFormat.ReceivedNameOf(index));
            }
        }

        disk[SnapshotFormat.ReceivedNameOf(index)].Bytes.Should().Equal(source);
        finished.Snapshot!.Index.Should().Be(index);
    }

    /// <summary>Mostly what is asked for; else something that must do no harm.</summary>
    private static SnapshotChunk NextPart(byte[] source, LogIndex index, long next, Random random)
    {
        var right = Part(source, index, next);
        switch (random.Next(12))
        {
            case 0:
                return Part(source, index, random.Next(source.Length));
            case 1:
                return right with { Checksum = right.Checksum ^ 1 };
            case 2:
                var spoiled = right.Bytes.ToArray();
                spoiled[random.Next(spoiled.Length)] ^= 0x10;
                return right with { Bytes = spoiled };
            case 3:
                return right with { Bytes = right.Bytes[..random.Next(right.Bytes.Length)] };
            case 4:
                return right with { Offset = long.MaxValue - random.Next(10) };
            case 5:
                return right with { Offset = -random.Next(1, 1000) };
            case 6:
                return right with { Term = new Term(2), Length = 5 };
            case 7:
                return right with { To = new MemberId(9), Length = 5 };
            case 8:
                return right with { Index = new LogIndex(-random.Next(1000)), Length = 5 };
            default:
                return right;
        }
    }

    private static SnapshotChunk Part(byte[] source, LogIndex index, long offset)
    {
        var bytes = source.AsMemory((int)offset, (int)Math.Min(PartBytes, source.Length - offset));
        return new SnapshotChunk
        {
            From = Leader,
            To = Self,
            Term = Now,
            Index = index,
            Offset = offset,
            Length = source.Length,
            Checksum = Checksum.Compute(0, bytes.Span),
            Bytes = bytes,
        };
    }

    private sealed class ImmediateBackground : IBackground
    {
        public void Start(BackgroundJob job) => job.Run(TestContext.Current.CancellationToken);
    }
}
