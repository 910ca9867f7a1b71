using MiniKube.Client.Files;

namespace MiniKube.Client.Tests.Files;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class OwnerOnlyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private string Secret => Path.Combine(_directory, "made", "secret");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_else_may_read_the_file_nor_list_the_directory_that_was_made_for_it()
    {
        await OwnerOnlyFile.WriteAsync(Secret, "one"u8.ToArray(), Token);

        File.GetUnixFileMode(Secret).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(Secret)!).Should()
            .Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_file_that_others_could_read_is_replaced_by_one_that_they_cannot()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Secret)!);
        await File.WriteAllTextAsync(Secret, "old", Token);
        File.SetUnixFileMode(Secret, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        await OwnerOnlyFile.WriteAsync(Secret, "new"u8.ToArray(), Token);

        (await File.ReadAllTextAsync(Secret, Token)).Should().Be("new");
        File.GetUnixFileMode(Secret).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_write_that_is_given_up_leaves_the_file_as_it_was()
    {
        await OwnerOnlyFile.WriteAsync(Secret, "old"u8.ToArray(), Token);

        await FluentActions.Awaiting(() => OwnerOnlyFile.WriteAsync(Secret, "new"u8.ToArray(), new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();

        (await File.ReadAllTextAsync(Secret, Token)).Should().Be("old");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
