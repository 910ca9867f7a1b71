using System.Diagnostics;
using MiniKube.Cri.Streams;
using MiniKube.Cri.V1;
using MiniKube.Hosting.Containerd;

namespace MiniKube.EndToEnd.Tests.Containerd;

public sealed class DaemonTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_start_adopts_the_daemon_and_its_containers()
    {
        await using var node = await ContainerdNode.StartAsync("10.212.0.0/24");
        var (_, container) = await node.StartPodAsync("kept");
        var (daemon, before) = (node.Daemon.ProcessId, await node.StatusAsync(container));

        await node.RestartAsync();

        node.Daemon.WasAdopted.Should().BeTrue();
        node.Daemon.ProcessId.Should().Be(daemon);
        (await node.StatusAsync(container)).Should().Be(before);
    }

    [Fact]
    public async Task Killing_the_daemon_leaves_containers_running_for_the_next()
    {
        await using var node = await ContainerdNode.StartAsync("10.213.0.0/24");
        var (_, container) = await node.StartPodAsync("survivor");
        var before = await node.StatusAsync(container);
        using (var daemon = Process.GetProcessById(node.Daemon.ProcessId))
        {
            daemon.Kill();
        }

        await node.RestartAsync();

        node.Daemon.WasAdopted.Should().BeFalse();
        var after = await node.StatusAsync(container);
        (after.State, after.StartedAt).Should().Be((ContainerState.ContainerRunning, before.StartedAt));
        (await node.Streams.ExecAsync(container, ["true"], new ContainerStdio { Stdout = Stream.Null }, Cancellation)).Should().Be(0);
    }

    [Fact]
    public async Task A_start_ends_commands_whose_callers_are_gone()
    {
        await using var node = await ContainerdNode.StartAsync("10.216.0.0/24");
        var (_, container) = await node.StartPodAsync("orphaned");
        using var stdout = new SignallingStream();
        var exec = node.Streams.ExecAsync(container, ["sh", "-c", "echo up; exec sleep 817"], new ContainerStdio { Stdout = stdout }, Cancellation);
        await stdout.Written.WaitAsync(Cancellation);

        // What a killed caller leaves is the directory, which names the command; this caller still lives and keeps its own.
        var left = Directory.CreateDirectory(Path.Combine(node.Directory, "left"));
        var command = Directory.GetDirectories(node.Daemon.FifoDirectory).Single();
        _ = left.CreateSubdirectory(Path.GetFileName(command));
        await ContainerdTaskStreams.RemoveLeftoversAsync(node.Invoker, left.FullName, TimeProvider.System, Cancellation);

        // Killed, or not found any more: whoever looks first.
        _ = await Task.WhenAny(exec);
        left.EnumerateDirectories().Should().BeEmpty();
        using var processes = new MemoryStream();
        _ = await node.Streams.ExecAsync(container, ["ps"], new ContainerStdio { Stdout = processes }, Cancellation);
        System.Text.Encoding.UTF8.GetString(processes.ToArray()).Should().Contain("httpd").And.NotContain("sleep 817");
    }

    [Fact]
    public async Task Taking_all_down_leaves_no_process_mount_or_cgroup_behind()
    {
        string directory, cgroups;
        await using (var node = await ContainerdNode.StartAsync("10.214.0.0/24"))
        {
            (directory, cgroups) = (node.Directory, node.CgroupRoot);
            _ = await node.StartPodAsync("one");
            _ = await node.StartPodAsync("two");
            ProcessesOf(directory).Should().HaveCountGreaterThan(2);
            MountsUnder(directory).Should().NotBeEmpty();
            CgroupsOf(cgroups).Should().NotBeEmpty();
        }

        while (ProcessesOf(directory).Length > 0)
        {
            // A shim ends a moment after its pod.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        MountsUnder(directory).Should().BeEmpty();
        CgroupsOf(cgroups).Should().BeEmpty();
        Directory.Exists(directory).Should().BeFalse();
    }

    [Fact]
    public async Task A_directory_too_long_for_its_socket_is_refused_with_the_reason()
    {
        var options = new ManagedContainerdOptions { Directory = "/tmp/" + new string('x', 100), PodCidr = "10.215.0.0/24" };

        var act = () => ManagedContainerd.StartAsync(
            options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, Cancellation);

        (await act.Should().ThrowAsync<PrerequisiteException>()).WithMessage("*shorter data directory*");
    }

    private static string[] ProcessesOf(string directory) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(process => ReadOrEmpty(Path.Combine(process, "cmdline")).Contains(directory, StringComparison.Ordinal)),
    ];

    private static string[] MountsUnder(string directory)
        => [.. File.ReadLines("/proc/self/mounts").Where(mount => mount.Contains(directory, StringComparison.Ordinal))];

    private static string[] CgroupsOf(string root)
        => [.. Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(hierarchy => hierarchy + root).Where(Directory.Exists)];

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
