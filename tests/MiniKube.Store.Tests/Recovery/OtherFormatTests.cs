using System.Buffers.Binary;
using MiniKube.Store.Logs;
using MiniKube.Store.Tests.Fuzzing;

namespace MiniKube.Store.Tests.Recovery;

/// <summary>What another build wrote is refused by the number of its format, and left as it is.</summary>
public sealed class OtherFormatTests
{
    private const int LogChecksumOffset = 96;
    private const int Format3SnapshotChecksumOffset = 64;

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_log_of_another_format_is_refused_with_what_to_do(int format)
    {
        var history = await KnownHistory.LiveAsync(seed: 3, TestContext.Current.CancellationToken);
        foreach (var name in history.Disk.List().Where(name => name.EndsWith(".log", StringComparison.Ordinal)))
        {
            Pretend(history.Disk[name].Bytes, format, LogChecksumOffset);
        }

        var before = history.Disk[history.NewestLog].Bytes.ToArray();

        history.Disk.Invoking(disk => KnownHistory.Recover(disk).Dispose()).Should().Throw<StoreFormatException>()
            .WithMessage($"*format {format}*format {Segment.Format} only*empty directory*").Which.Format.Should().Be(format);
        history.Disk[history.NewestLog].Bytes.Should().Equal(before);
    }

    [Fact]
    public async Task A_snapshot_of_another_format_is_refused_with_what_to_do()
    {
        var history = await KnownHistory.LiveAsync(seed: 4, TestContext.Current.CancellationToken);
        Pretend(history.Disk[history.Snapshot].Bytes, 3, Format3SnapshotChecksumOffset);

        history.Disk.Invoking(disk => KnownHistory.Recover(disk).Dispose()).Should().Throw<StoreFormatException>().WithMessage("*format 3*");
    }

    [Fact]
    public async Task A_number_of_a_format_that_has_only_rotten_is_damage()
    {
        var history = await KnownHistory.LiveAsync(seed: 5, TestContext.Current.CancellationToken);
        history.Disk[history.NewestLog].Bytes[7] ^= 1;

        history.Disk.Invoking(disk => KnownHistory.Recover(disk).Dispose()).Should().Throw<CorruptStoreException>();
    }

    private static void Pretend(byte[] bytes, int format, int checksumOffset)
    {
        bytes[7] = (byte)('0' + format);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(checksumOffset), Checksum.Compute(0, bytes.AsSpan(0, checksumOffset)));
    }
}
