using System.Buffers.Binary;
using MiniKube.Store.Logs;
using MiniKube.Store.Members;
using MiniKube.Store.Snapshots;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>What passes its checksums and yet makes no sense, as a program with a fault or of another version would write it.</summary>
public sealed class ForgedFileTests
{
    private const int Rounds = 600;
    private const long AllocatedBytesMax = 64 << 20;

    [Fact]
    public async Task Senseless_entries_are_refused_by_name_and_place()
    {
        var history = await KnownHistory.LiveAsync(seed: 9, TestContext.Current.CancellationToken);
        var refused = Fuzz(history, (disk, random) => ForgeFrame(disk[history.NewestLog], history.NewestLog, random));

        refused.Should().BeGreaterThan(Rounds / 20);
    }

    [Fact]
    public async Task Senseless_headers_of_records_are_refused_by_name_and_place()
    {
        var history = await KnownHistory.LiveAsync(seed: 11, TestContext.Current.CancellationToken);
        var refused = Fuzz(history, (disk, random) => ForgeFrameHeader(disk[history.NewestLog], history.NewestLog, random));

        refused.Should().BeGreaterThan(Rounds / 20);
    }

    [Fact]
    public async Task A_senseless_snapshot_is_refused_by_name_and_place()
    {
        var history = await KnownHistory.LiveAsync(seed: 10, TestContext.Current.CancellationToken);
        var refused = Fuzz(history, (disk, random) => ForgeSnapshot(disk[history.Snapshot].Bytes, random));

        refused.Should().BeGreaterThan(Rounds / 4);
    }

    private static int Fuzz(KnownHistory history, Action<SimulatedDisk, Random> forge)
    {
        var refused = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var disk = history.Disk.Copy();
            forge(disk, new Random(seed));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var recovered = KnownHistory.Recover(disk);
                refused += IsCarriedOut(recovered) ? 0 : 1;
            }
            catch (CorruptStoreException)
            {
                refused++;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(AllocatedBytesMax, $"seed {seed}");
        }

        return refused;
    }

    /// <summary>What is not known to be settled when the store opens is refused by the member, when it is.</summary>
    private static bool IsCarriedOut(RecoveredMember recovered)
    {
        try
        {
            KnownHistory.CarryOut(recovered);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Changes what a frame holds, near the beginning of an entry as often as not.</summary>
    private static void ForgeFrame(SimulatedFile file, string name, Random random)
    {
        var (segment, frame, offset) = Choose(file, name, random);
        if (frame.PayloadLength == 0)
        {
            return;
        }

        var place = random.Next(2) == 0 ? random.Next(Math.Min(40, frame.PayloadLength)) : random.Next(frame.PayloadLength);
        file.Bytes[offset + Segment.FrameHeaderBytes + place] = (byte)random.Next(256);
        Segment.WriteFrame(file.Bytes.AsSpan(offset, frame.Length), frame, segment.Salt, offset);
    }

    /// <summary>Changes a byte of a frame's header and makes its checksum fit.</summary>
    private static void ForgeFrameHeader(SimulatedFile file, string name, Random random)
    {
        var (segment, frame, offset) = Choose(file, name, random);
        var bytes = file.Bytes.AsSpan(offset, Segment.FrameHeaderBytes);
        bytes[4 + random.Next(56)] ^= (byte)(1 << random.Next(8));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], Checksum.Compute((uint)(segment.Salt >> 32) ^ (uint)offset, bytes[..60]));
        frame.Length.Should().BePositive();
    }

    private static (SegmentHeader Segment, FrameHeader Frame, int Offset) Choose(SimulatedFile file, string name, Random random)
    {
        var header = SegmentReader.ReadHeader(file, name, Segment.SequenceOf(name)!.Value);
        List<(FrameHeader Frame, int Offset)> frames = [];
        new SegmentReader(file, name, header, new byte[header.Length]).ReadAll((frame, offset) => frames.Add((frame, offset)), (_, _) => { });
        var (chosen, at) = frames[random.Next(frames.Count)];
        return (header, chosen, at);
    }

    /// <summary>Changes a byte of the header or of a block and makes all checksums fit.</summary>
    private static void ForgeSnapshot(byte[] bytes, Random random)
    {
        List<(int Start, int Length)> blocks = [];
        for (var start = SnapshotFormat.HeaderBytes; start < bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start));
            blocks.Add((start, length));
            start += SnapshotFormat.BlockHeaderBytes + length;
        }

        var (place, size) = blocks[random.Next(blocks.Count)];
        var changed = random.Next(3) == 0 || size == 0
            ? 8 + random.Next(SnapshotFormat.ChecksumOffset - 8)
            : place + SnapshotFormat.BlockHeaderBytes + (random.Next(2) == 0 ? random.Next(Math.Min(40, size)) : random.Next(size));
        bytes[changed] = (byte)random.Next(256);
        var checksum = Checksum.Compute(0, bytes.AsSpan(0, SnapshotFormat.ChecksumOffset));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SnapshotFormat.ChecksumOffset), checksum);
        foreach (var (start, length) in blocks)
        {
            checksum = SnapshotFormat.WriteBlockHeader(bytes.AsSpan(start, SnapshotFormat.BlockHeaderBytes + length), checksum);
        }
    }
}
