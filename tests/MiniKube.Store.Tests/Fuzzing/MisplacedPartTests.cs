using MiniKube.Store.Logs;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Tests.Disks;
using MiniKube.Store.Tests.Logs;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>Parts that are whole, but not where they belong, or no longer there.</summary>
public sealed class MisplacedPartTests
{
    private const string FirstLog = "0000000000000001.log";

    /// <summary>Three frames of this length and a short one fill a segment.</summary>
    private const int LongFrame = 1024;
    private const int LongData = 900;

    [Fact]
    public void An_intact_record_that_stands_again_behind_the_last_one_is_no_replacement()
    {
        var disk = new SimulatedDisk();
        using (var log = OpenLog.On(disk))
        {
            log.Append(1, 1, term: 1, LongData);
            log.Append(2, 1, term: 1, LongData);
        }

        var bytes = disk[FirstLog].Bytes;
        bytes.AsSpan(Segment.HeaderBytes, LongFrame).CopyTo(bytes.AsSpan(Segment.HeaderBytes + (2 * LongFrame)));

        disk.Invoking(OpenAndClose).Should().Throw<CorruptStoreException>().Which.Offset.Should().Be(Segment.HeaderBytes + (2 * LongFrame));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replaced_tail_does_not_come_back_when_what_replaced_it_is_damaged_or_gone(bool isGone)
    {
        var disk = new SimulatedDisk();
        using (var log = OpenLog.On(disk))
        {
            log.Append(1, 1, term: 1, LongData);
            log.Append(2, 1, term: 1, LongData);
            log.Append(3, 1, term: 1, LongData);
            log.Append(3, 1, term: 2);
            log.Append(4, 1, term: 2, LongData);
        }

        var replacement = disk[FirstLog].Bytes.AsSpan(Segment.HeaderBytes + (3 * LongFrame));
        disk.List().Should().HaveCount(2);
        replacement.ContainsAnyExcept((byte)0).Should().BeTrue();
        if (isGone)
        {
            replacement.Clear();
        }
        else
        {
            replacement[Segment.FrameHeaderBytes + 1] ^= 1;
        }

        disk.Invoking(OpenAndClose).Should().Throw<CorruptStoreException>();
    }

    [Fact]
    public void Something_behind_the_last_record_of_an_older_segment_is_refused()
    {
        var disk = new SimulatedDisk();
        using (var log = OpenLog.On(disk))
        {
            log.Append(1, 4, term: 1, LongData * 4 / 3);
        }

        disk.List().Should().HaveCountGreaterThan(1);
        disk[FirstLog].Bytes[^1] = 1;

        disk.Invoking(OpenAndClose).Should().Throw<CorruptStoreException>().Which.File.Should().EndWith(FirstLog);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_snapshot_under_the_name_of_another_entry_is_refused(int distance)
    {
        var history = await KnownHistory.LiveAsync(seed: 13, TestContext.Current.CancellationToken);
        var index = SnapshotFormat.IndexOf(history.Snapshot)!.Value;
        history.Disk.Rename(history.Snapshot, SnapshotFormat.NameOf(index + distance));

        history.Disk.Invoking(disk => KnownHistory.Open(disk, out _).Dispose()).Should().Throw<CorruptStoreException>();
    }

    [Fact]
    public async Task A_snapshot_of_another_cluster_under_the_same_name_is_refused()
    {
        var history = await KnownHistory.LiveAsync(seed: 13, TestContext.Current.CancellationToken);
        var snapshot = SnapshotFormat.IndexOf(history.Snapshot)!.Value;
        StatePoint point;
        ulong cluster;
        using (var file = history.Disk.Open(history.Snapshot))
        {
            var reader = new SnapshotReader(file, history.Snapshot);
            point = reader.Read();
            cluster = reader.Cluster;
        }

        SnapshotWriter.Write(history.Disk, point, cluster + 1, SnapshotFormat.NameOf(snapshot), TestContext.Current.CancellationToken);

        history.Disk.Invoking(disk => KnownHistory.Open(disk, out _).Dispose())
            .Should().Throw<CorruptStoreException>().WithMessage("*of cluster*not of*");
        SnapshotWriter.Write(history.Disk, point, cluster, SnapshotFormat.NameOf(snapshot), TestContext.Current.CancellationToken);
        KnownHistory.Open(history.Disk, out var state).Dispose();
        state.Should().Be(history.Newest, "of the own cluster it is as good as the one before");
    }

    private static void OpenAndClose(SimulatedDisk disk) => OpenLog.On(disk).Dispose();
}
