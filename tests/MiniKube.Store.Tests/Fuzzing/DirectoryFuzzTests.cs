using MiniKube.Raft;
using MiniKube.Store.Logs;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Fuzzing;

/// <summary>Whatever becomes of the files of a store: it opens with what was there, or refuses.</summary>
public sealed class DirectoryFuzzTests
{
    private const int Rounds = 1500;

    /// <summary>Many times what a directory of the test holds, and far less than an absurd length.</summary>
    private const long AllocatedBytesMax = 64 << 20;

    [Fact]
    public async Task Spoiled_files_are_refused_or_a_torn_write_is_cut_off_and_nothing_else_is_lost()
    {
        var history = await KnownHistory.LiveAsync(seed: 7, TestContext.Current.CancellationToken);
        var other = await KnownHistory.LiveAsync(seed: 8, TestContext.Current.CancellationToken);
        var outcomes = new Dictionary<Outcome, int>();
        for (var seed = 0; seed < Rounds; seed++)
        {
            var disk = history.Disk.Copy();
            var done = new Mutation(disk, other.Disk, history.NewestLog, new Random(seed)).Apply();
            try
            {
                var outcome = Open(history, disk);
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}: {done}", exception);
            }
        }

        outcomes.Keys.Should().BeEquivalentTo(Enum.GetValues<Outcome>(), "each way out is tried");
        outcomes[Outcome.Refused].Should().BeGreaterThan(Rounds / 3);
    }

    private static Outcome Open(KnownHistory history, SimulatedDisk disk)
    {
        var spoiled = disk.Copy();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var recovered = KnownHistory.Open(disk, out var state);
            if (recovered.Log.Last == history.Last)
            {
                state.Should().Be(history.Newest);
                return Outcome.Whole;
            }

            history.Holds(state).Should().BeTrue("only what was there before may be left");
            CheckLoss(history, spoiled, recovered.Log.Last);
            return Outcome.CutOff;
        }
        catch (CorruptStoreException refusal)
        {
            refusal.File.Should().StartWith("/simulated/");
            refusal.Offset.Should().BeGreaterThanOrEqualTo(0);
            return Outcome.Refused;
        }
        finally
        {
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(AllocatedBytesMax);
        }
    }

    /// <summary>Lost may be only a last frame of which something was never written, as far as the file tells, with nothing behind it.</summary>
    private static void CheckLoss(KnownHistory history, SimulatedDisk spoiled, LogIndex last)
    {
        var whole = history.Disk[history.NewestLog];
        var bytes = new byte[whole.Length];
        spoiled[history.NewestLog].Read(bytes, 0);
        var (start, end) = FirstLost(whole, history.NewestLog, last);

        bytes.AsSpan(end).ContainsAnyExcept((byte)0).Should().BeFalse("what is intact is never thrown away");
        var lastByte = whole.Bytes.AsSpan(start, end - start).LastIndexOfAnyExcept((byte)0) + start;
        (bytes[lastByte] == 0 || HasZeroSector(bytes, start, lastByte + 1)).Should().BeTrue("damage is no torn write");
    }

    private static (int Start, int End) FirstLost(SimulatedFile file, string name, LogIndex last)
    {
        var header = SegmentReader.ReadHeader(file, name, Segment.SequenceOf(name)!.Value);
        (int Start, int End)? found = null;
        new SegmentReader(file, name, header, new byte[header.Length]).ReadAll(
            (frame, offset) => found ??= frame.Last > last ? (offset, offset + frame.Length) : null,
            (_, _) => { });
        return found ?? throw new InvalidOperationException($"entries behind {last} are lost, which are not in the newest log file");
    }

    private static bool HasZeroSector(byte[] bytes, int start, int end)
    {
        for (var at = start; at < end; at = (at / Segment.SectorBytes * Segment.SectorBytes) + Segment.SectorBytes)
        {
            var sectorEnd = Math.Min(end, (at / Segment.SectorBytes * Segment.SectorBytes) + Segment.SectorBytes);
            if (!bytes.AsSpan(at, sectorEnd - at).ContainsAnyExcept((byte)0))
            {
                return true;
            }
        }

        return false;
    }

    private enum Outcome
    {
        Whole,
        CutOff,
        Refused,
    }
}
