using Microsoft.Extensions.Time.Testing;
using MiniKube.Kubelet.Tests.Fakes;
using MiniKube.Kubelet.Volumes;

namespace MiniKube.Kubelet.Tests.Volumes;

public sealed class AtomicDirectoryTests : IDisposable
{
    private readonly TempDirectory _root = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Files_are_seen_through_one_link()
    {
        Write(("a", "1"), ("dir/b", "2"));

        File.ReadAllText(_root["a"]).Should().Be("1");
        File.ReadAllText(_root["dir/b"]).Should().Be("2");
        new FileInfo(_root["a"]).LinkTarget.Should().Be("..data/a");
        new DirectoryInfo(_root["..data"]).LinkTarget.Should().StartWith("..");
    }

    [Fact]
    public void A_change_swaps_all_files_and_leaves_nothing_of_the_old_ones()
    {
        Write(("a", "1"), ("b", "2"));
        var before = new DirectoryInfo(_root["..data"]).LinkTarget!;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Write(("a", "3"), ("c", "4"));

        File.ReadAllText(_root["a"]).Should().Be("3");
        File.ReadAllText(_root["c"]).Should().Be("4");
        Path.Exists(_root["b"]).Should().BeFalse();
        Directory.Exists(_root[before]).Should().BeFalse();
    }

    [Fact]
    public void Nothing_moves_when_nothing_has_changed()
    {
        Write(("a", "1"));
        var before = new DirectoryInfo(_root["..data"]).LinkTarget;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Write(("a", "1"));

        new DirectoryInfo(_root["..data"]).LinkTarget.Should().Be(before);
    }

    public void Dispose() => _root.Dispose();

    private void Write(params (string Path, string Text)[] files) => new AtomicDirectory(_root.Path, _clock).Write(
        files.ToDictionary(file => file.Path, file => new VolumeFile(System.Text.Encoding.UTF8.GetBytes(file.Text), 0b110_100_100)),
        group: null);
}
