using Microsoft.Extensions.Logging.Abstractions;
using MiniKube.Store.Backups;

namespace MiniKube.Store.Tests.Backups;

public sealed class BackupFileTests
{
    [Fact]
    public async Task A_saved_file_says_what_is_in_it()
    {
        using var saved = await SavedStore.CreateAsync(TestContext.Current.CancellationToken);

        var backup = BackupFile.Read(saved.Path);

        (backup with { Members = saved.Backup.Members }).Should().Be(saved.Backup);
        backup.Keys.Should().Be(300);
        backup.Leases.Should().Be(1);
        backup.Revision.Value.Should().Be(303);
        backup.Bytes.Should().Be(new FileInfo(saved.Path).Length);
        backup.Members.Should().ContainSingle();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(saved.Path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Saved_from_a_store_that_runs_and_from_its_disk_it_is_the_same()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        using var directory = StoreDirectory.Open(saved.Disk.Copy(), NullLogger.Instance);

        var offline = await directory.SaveAsync(saved.Path + ".2", cancellationToken);

        offline.Hash.Should().Be(saved.Backup.Hash);
        offline.Revision.Should().Be(saved.Backup.Revision);
        offline.Keys.Should().Be(saved.Backup.Keys);
    }

    [Fact]
    public async Task Any_damage_is_refused_with_its_place()
    {
        using var saved = await SavedStore.CreateAsync(TestContext.Current.CancellationToken);
        var whole = await File.ReadAllBytesAsync(saved.Path, TestContext.Current.CancellationToken);
        var positions = Enumerable.Range(0, 200).Select(part => (int)((long)whole.Length * part / 200)).Append(whole.Length - 1);

        foreach (var position in positions)
        {
            var damaged = whole.ToArray();
            damaged[position] ^= 0x10;
            await File.WriteAllBytesAsync(saved.Path, damaged, TestContext.Current.CancellationToken);

            var read = () => BackupFile.Read(saved.Path);

            var refusal = read.Should().Throw<CorruptStoreException>($"byte {position} is another").Which;
            refusal.File.Should().Be(saved.Path);
            refusal.Message.Should().Contain($"offset {refusal.Offset}");
            refusal.Offset.Should().BeLessThanOrEqualTo(Math.Max(position, whole.Length - 32));
        }
    }

    [Fact]
    public async Task A_file_that_is_cut_off_or_longer_is_refused()
    {
        using var saved = await SavedStore.CreateAsync(TestContext.Current.CancellationToken);
        var whole = await File.ReadAllBytesAsync(saved.Path, TestContext.Current.CancellationToken);

        foreach (var length in Enumerable.Range(0, 100).Select(part => (int)((long)whole.Length * part / 100)).Append(whole.Length - 1).Append(whole.Length + 1))
        {
            var bytes = whole.ToArray();
            Array.Resize(ref bytes, length);
            await File.WriteAllBytesAsync(saved.Path, bytes, TestContext.Current.CancellationToken);

            var read = () => BackupFile.Read(saved.Path);

            read.Should().Throw<CorruptStoreException>($"it has {length} bytes, not {whole.Length}");
        }
    }

    [Fact]
    public async Task A_save_that_breaks_off_leaves_what_was_there()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var saved = await SavedStore.CreateAsync(cancellationToken);
        var whole = await File.ReadAllBytesAsync(saved.Path, cancellationToken);

        var broken = () => BackupFile.WriteAsync(saved.Path, Broken(), cancellationToken);
        var cutOff = () => BackupFile.WriteAsync(saved.Path, CutOff(whole), cancellationToken);

        await broken.Should().ThrowAsync<IOException>();
        await cutOff.Should().ThrowAsync<CorruptStoreException>();
        (await File.ReadAllBytesAsync(saved.Path, cancellationToken)).Should().Equal(whole);
        Directory.GetFiles(Path.GetDirectoryName(saved.Path)!).Should().Equal(saved.Path);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Broken()
    {
        yield return new byte[100];
        await Task.Yield();
        throw new IOException("the line is cut");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> CutOff(byte[] whole)
    {
        await Task.Yield();
        yield return whole.AsMemory(0, whole.Length / 2);
    }
}
