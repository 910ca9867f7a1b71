using System.IO.Pipelines;
using System.Text;
using MiniKube.Kubelet.Logs;
using MiniKube.Kubelet.Tests.Fakes;

namespace MiniKube.Kubelet.Tests.Logs;

public sealed class LogReaderTests
{
    private const string Log = """
        2026-01-01T00:00:01.1Z stdout F one
        2026-01-01T00:00:02.2Z stderr F two
        2026-01-01T00:00:03.3Z stdout P thr
        2026-01-01T00:00:03.4Z stdout F ee
        2026-01-01T00:00:04Z stdout F 
        2026-01-01T00:00:05Z stdout F five with  blanks

        """;

    [Fact]
    public async Task Lines_come_out_as_the_container_wrote_them()
    {
        (await ReadAsync(new LogOptions())).Should().Be("one\ntwo\nthree\n\nfive with  blanks\n");
    }

    [Fact]
    public async Task A_time_stands_at_the_beginning_of_each_line_only()
    {
        (await ReadAsync(new LogOptions { Timestamps = true, TailLines = 3 })).Should().Be(
            "2026-01-01T00:00:03.3Z three\n2026-01-01T00:00:04Z \n2026-01-01T00:00:05Z five with  blanks\n");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "five with  blanks\n")]
    [InlineData(2, "\nfive with  blanks\n")]
    [InlineData(3, "three\n\nfive with  blanks\n")]
    [InlineData(4, "two\nthree\n\nfive with  blanks\n")]
    [InlineData(5, "one\ntwo\nthree\n\nfive with  blanks\n")]
    [InlineData(99, "one\ntwo\nthree\n\nfive with  blanks\n")]
    public async Task The_tail_counts_whole_lines(long lines, string expected)
    {
        (await ReadAsync(new LogOptions { TailLines = lines })).Should().Be(expected);
    }

    [Fact]
    public async Task Only_what_was_written_since_then_is_shown()
    {
        var since = new DateTimeOffset(2026, 1, 1, 0, 0, 4, TimeSpan.Zero);

        (await ReadAsync(new LogOptions { Since = since })).Should().Be("\nfive with  blanks\n");
    }

    [Fact]
    public async Task No_more_bytes_come_than_were_asked_for()
    {
        (await ReadAsync(new LogOptions { BytesMax = 6 })).Should().Be("one\ntw");
    }

    [Fact]
    public async Task The_tail_of_a_long_file_is_found_from_its_end()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"2026-01-01T00:00:01Z stdout F line {i} {new string('x', i % 200)}\n"));

        var text = await ReadAsync(new LogOptions { TailLines = 2 }, lines);

        text.Should().StartWith("line 19998 ").And.Contain("\nline 19999 ");
        text.Count(c => c == '\n').Should().Be(2);
    }

    [Fact]
    public async Task A_log_that_is_not_there_yet_is_empty()
    {
        using var directory = new TempDirectory();
        using var watcher = new LogWatcher(directory.Path);
        using var output = new MemoryStream();

        await new LogReader(watcher).CopyAsync(Source(directory["none.log"], () => false), new LogOptions(), output, TestContext.Current.CancellationToken);

        output.Length.Should().Be(0);
    }

    [Fact]
    public async Task Who_follows_sees_what_is_written_also_after_a_rotation_until_the_container_ends()
    {
        using var directory = new TempDirectory();
        using var watcher = new LogWatcher(directory.Path);
        var path = directory["0.log"];
        var pipe = new Pipe();
        var isRunning = true;
        var ended = new TaskCompletionSource();
        var token = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(path, "2026-01-01T00:00:01Z stdout F first\n", token);

        var source = new LogSource(path, () => Volatile.Read(ref isRunning), _ => ended.Task);
        var copying = CopyAsync(new LogReader(watcher), source, pipe.Writer, token);
        using var reader = new StreamReader(pipe.Reader.AsStream());
        (await reader.ReadLineAsync(token)).Should().Be("first");
        await File.AppendAllTextAsync(path, "2026-01-01T00:00:02Z stdout F second\n", token);
        (await reader.ReadLineAsync(token)).Should().Be("second");
        await File.AppendAllTextAsync(path, "2026-01-01T00:00:03Z stdout F last of the old\n", token);
        File.Move(path, directory["0.log.20260101"]);
        await File.WriteAllTextAsync(path, "2026-01-01T00:00:04Z stdout F first of the new\n", token);
        (await reader.ReadLineAsync(token)).Should().Be("last of the old");
        (await reader.ReadLineAsync(token)).Should().Be("first of the new");
        Volatile.Write(ref isRunning, false);
        ended.SetResult();

        (await reader.ReadLineAsync(token)).Should().BeNull();
        await copying;
    }

    [Fact]
    public async Task No_line_is_lost_or_told_twice_over_many_rotations()
    {
        using var directory = new TempDirectory();
        using var watcher = new LogWatcher(directory.Path);
        var path = directory["0.log"];
        var pipe = new Pipe();
        var isRunning = true;
        var ended = new TaskCompletionSource();
        var token = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(path, "", token);
        var copying = CopyAsync(new LogReader(watcher), new LogSource(path, () => Volatile.Read(ref isRunning), _ => ended.Task), pipe.Writer, token);
        using var reader = new StreamReader(pipe.Reader.AsStream());

        var line = 0;
        for (var rotation = 0; rotation < 50; rotation++)
        {
            var file = File.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            await using (file)
            {
                // Rotations are seconds apart: the reader is in this file before the next comes.
                await WriteLineAsync(file, line++, token);
                (await reader.ReadLineAsync(token)).Should().Be($"line {line - 1}");
                await WriteLineAsync(file, line++, token);
                File.Move(path, directory[$"0.log.{rotation:D3}"]);

                // The runtime goes on writing to the file it has open until it is told.
                await WriteLineAsync(file, line++, token);
            }

            await File.WriteAllTextAsync(path, "", token);
            (await reader.ReadLineAsync(token)).Should().Be($"line {line - 2}");
            (await reader.ReadLineAsync(token)).Should().Be($"line {line - 1}");
        }

        Volatile.Write(ref isRunning, false);
        ended.SetResult();
        (await reader.ReadLineAsync(token)).Should().BeNull();
        await copying;
    }

    private static async Task WriteLineAsync(FileStream file, int number, CancellationToken cancellationToken)
    {
        await file.WriteAsync(Encoding.UTF8.GetBytes($"2026-01-01T00:00:01Z stdout F line {number}\n"), cancellationToken);
        await file.FlushAsync(cancellationToken);
    }

    private static async Task CopyAsync(LogReader reader, LogSource source, PipeWriter to, CancellationToken cancellationToken)
    {
        await reader.CopyAsync(source, new LogOptions { Follow = true }, to.AsStream(), cancellationToken);
        await to.CompleteAsync();
    }

    private static LogSource Source(string path, Func<bool> isRunning) => new(path, isRunning, _ => Task.CompletedTask);

    private static async Task<string> ReadAsync(LogOptions options, string log = Log)
    {
        using var directory = new TempDirectory();
        using var watcher = new LogWatcher(directory.Path);
        using var output = new MemoryStream();
        await File.WriteAllTextAsync(directory["0.log"], log, TestContext.Current.CancellationToken);
        await new LogReader(watcher).CopyAsync(Source(directory["0.log"], () => true), options, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
