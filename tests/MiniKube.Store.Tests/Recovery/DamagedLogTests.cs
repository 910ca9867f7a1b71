using MiniKube.Store.Logs;
using MiniKube.Store.Conformance;
using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Recovery;

public sealed class DamagedLogTests
{
    private const string LogName = "0000000000000001.log";

    private static readonly StoreOptions Options = new() { SegmentBytes = 64 << 10, TransactionBytesMax = 16 << 10 };

    [Fact]
    public async Task A_last_record_cut_off_at_any_byte_is_cut_away_and_the_rest_recovered()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (disk, last, end) = await WriteAsync(valueLength: 700, cancellationToken);
        for (var cut = last; cut < end; cut++)
        {
            foreach (var isShortened in (bool[])[false, true])
            {
                var torn = disk.Copy();
                torn[LogName].Bytes.AsSpan(cut).Clear();
                if (isShortened)
                {
                    torn[LogName].Bytes = torn[LogName].Bytes[..cut];
                }

                await using var store = await TestStores.OpenAsync(torn, Options, cancellationToken);

                store.Applied.Value.Should().BeOneOf([3, 4], $"cut at {cut - last} of {end - last}");
                (await store.PutAsync("next", "1", cancellationToken)).Should().Be(store.Applied);
                await store.DisposeAsync();
                await using var again = await TestStores.OpenAsync(torn.Copy(), Options, cancellationToken);
                again.Applied.Should().Be(store.Applied);
            }
        }
    }

    [Fact]
    public async Task A_changed_byte_in_any_record_is_refused_or_harmless()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (disk, last, end) = await WriteAsync(valueLength: 100, cancellationToken);
        await using var whole = await TestStores.OpenAsync(disk.Copy(), Options, cancellationToken);
        var expected = await TestStores.DumpAsync(whole, cancellationToken);
        var refused = 0;
        for (var position = 0; position < end; position++)
        {
            foreach (var change in (byte[])[0x01, 0x80, 0xFF, disk[LogName].Bytes[position]])
            {
                var damaged = disk.Copy();
                damaged[LogName].Bytes[position] ^= change;
                try
                {
                    await using var store = await TestStores.OpenAsync(damaged, Options, cancellationToken);
                    (await TestStores.DumpAsync(store, cancellationToken)).Should().Equal(expected, $"of offset {position}");
                }
                catch (CorruptStoreException refusal)
                {
                    refusal.File.Should().EndWith(LogName);
                    refusal.Offset.Should().BeLessThanOrEqualTo(position);
                    refused++;
                }
            }
        }

        refused.Should().BeGreaterThan(3 * (last - Segment.HeaderBytes) / 2);
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('x')]
    public async Task A_bit_that_rots_in_the_last_record_is_refused_whatever_the_record_holds(char letter)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (disk, last, end) = await WriteAsync(valueLength: 3000, cancellationToken, letter);
        var written = disk[LogName].Bytes.AsSpan(0, end).LastIndexOfAnyExcept((byte)0) + 1;
        for (var position = last; position < written; position++)
        {
            var damaged = disk.Copy();
            damaged[LogName].Bytes[position] ^= (byte)(1 << (position % 8));
            var isMark = position >= written - sizeof(uint);

            var open = async () => await (await TestStores.OpenAsync(damaged, Options, cancellationToken)).DisposeAsync();

            if (isMark)
            {
                await open.Should().NotThrowAsync("all that counts is there, and its checksum fits");
            }
            else
            {
                await open.Should().ThrowAsync<CorruptStoreException>($"of offset {position}");
            }
        }
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('x')]
    public async Task A_last_record_of_which_a_sector_was_never_written_is_cut_off_whatever_the_record_holds(char letter)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (disk, last, end) = await WriteAsync(valueLength: 3000, cancellationToken, letter);
        for (var sector = (last + Segment.SectorBytes - 1) / Segment.SectorBytes; (sector + 1) * Segment.SectorBytes <= end; sector++)
        {
            var torn = disk.Copy();
            torn[LogName].Bytes.AsSpan(sector * Segment.SectorBytes, Segment.SectorBytes).Clear();

            await using var store = await TestStores.OpenAsync(torn, Options, cancellationToken);

            store.Applied.Value.Should().Be(3, $"of sector {sector}");
        }
    }

    [Fact]
    public async Task A_missing_segment_is_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            for (var write = 0; write < 40; write++)
            {
                await store.PutAsync($"k{write}", new string('x', 8000), cancellationToken);
            }
        }

        var logs = disk.List().Order().ToList();
        logs.Count.Should().BeGreaterThan(3);
        foreach (var missing in logs.SkipLast(1))
        {
            var damaged = disk.Copy();
            damaged.Delete(missing);

            await damaged.Invoking(d => TestStores.OpenAsync(d, TestStores.Small, cancellationToken))
                .Should().ThrowAsync<CorruptStoreException>();
        }
    }

    [Fact]
    public async Task A_damaged_end_of_an_older_segment_is_never_taken_for_a_torn_write()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var disk = new SimulatedDisk();
        await using (var store = await TestStores.OpenAsync(disk, TestStores.Small, cancellationToken))
        {
            for (var write = 0; write < 10; write++)
            {
                await store.PutAsync($"k{write}", new string('x', 10_000), cancellationToken);
            }
        }

        var bytes = disk[LogName].Bytes;
        bytes.AsSpan(bytes.AsSpan().LastIndexOfAnyExcept((byte)0) - 100).Clear();

        await disk.Invoking(d => TestStores.OpenAsync(d, TestStores.Small, cancellationToken)).Should().ThrowAsync<CorruptStoreException>();
    }

    /// <summary>Three puts; where the last one's record begins and ends.</summary>
    private static async Task<(SimulatedDisk Disk, int Last, int End)> WriteAsync(
        int valueLength, CancellationToken cancellationToken, char letter = 'x')
    {
        var disk = new SimulatedDisk();
        var ends = new List<int>();
        await using var store = await TestStores.OpenAsync(disk, Options, cancellationToken);
        for (var key = 0; key < 3; key++)
        {
            await store.PutAsync($"k{key}", new string(letter, valueLength), cancellationToken);
            var written = disk[LogName].Bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            ends.Add((written + Segment.FrameAlignment - 1) / Segment.FrameAlignment * Segment.FrameAlignment);
        }

        return (disk.Copy(), ends[1], ends[2]);
    }
}
