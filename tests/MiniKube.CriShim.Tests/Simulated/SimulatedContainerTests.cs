using Grpc.Core;
using MiniKube.Cri.V1;
using MiniKube.CriShim.Simulated;

namespace MiniKube.CriShim.Tests.Simulated;

public sealed class SimulatedContainerTests : IDisposable
{
    private readonly SimulatedNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_container_runs_until_it_is_stopped()
    {
        var (_, id) = await _node.StartPodAsync("a");
        _node.Time.Advance(TimeSpan.FromDays(30));
        var before = await _node.StatusAsync(id);

        await _node.StopAsync(id);

        before.State.Should().Be(ContainerState.ContainerRunning);
        var after = await _node.StatusAsync(id);
        after.State.Should().Be(ContainerState.ContainerExited);
        after.ExitCode.Should().Be(143);
        (after.FinishedAt - after.StartedAt).Should().Be(TimeSpan.FromDays(30).Ticks * 100);
    }

    [Fact]
    public async Task Annotations_set_when_and_how_a_container_ends()
    {
        var (_, id) = await _node.StartPodAsync("job", config =>
        {
            config.Annotations[SimulatedAnnotations.ExitAfter] = "1m30s";
            config.Annotations[SimulatedAnnotations.ExitCode] = "3";
        });

        _node.Time.Advance(TimeSpan.FromSeconds(89));
        var before = await _node.StatusAsync(id);
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        var after = await _node.StatusAsync(id);

        before.State.Should().Be(ContainerState.ContainerRunning);
        after.State.Should().Be(ContainerState.ContainerExited);
        after.ExitCode.Should().Be(3);
        after.Reason.Should().Be("Error");
    }

    [Fact]
    public async Task An_annotation_of_the_pod_may_name_one_container()
    {
        var pod = SimulatedNode.Pod("two", static config => config.Annotations[SimulatedAnnotations.ExitCode + ".first"] = "0");
        var sandbox = await _node.RunSandboxAsync(pod);
        var first = await _node.CreateAsync(sandbox, pod, static config => config.Metadata.Name = "first");
        var second = await _node.CreateAsync(sandbox, pod, static config => config.Metadata.Name = "second");

        await _node.StartAsync(first);
        await _node.StartAsync(second);

        (await _node.StatusAsync(first)).Reason.Should().Be("Completed");
        (await _node.StatusAsync(second)).State.Should().Be(ContainerState.ContainerRunning);
    }

    [Fact]
    public async Task An_annotation_that_cannot_be_read_is_refused()
    {
        var pod = SimulatedNode.Pod("bad", static config => config.Annotations[SimulatedAnnotations.ExitAfter] = "soon");
        var sandbox = await _node.RunSandboxAsync(pod);

        var act = async () => await _node.CreateAsync(sandbox, pod);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_container_that_ignores_the_request_is_killed_after_the_grace_period()
    {
        var (_, id) = await _node.StartPodAsync("deaf", static config => config.Annotations[SimulatedAnnotations.IgnoresTermination] = "true");
        var stop = _node.StopAsync(id, graceSeconds: 30);

        _node.Time.Advance(TimeSpan.FromSeconds(29));
        var isStopped = stop.ResponseAsync.IsCompleted;
        _node.Time.Advance(TimeSpan.FromSeconds(1));
        await stop;

        isStopped.Should().BeFalse();
        (await _node.StatusAsync(id)).ExitCode.Should().Be(137);
    }

    [Fact]
    public async Task A_second_stop_with_less_grace_kills_earlier()
    {
        var (_, id) = await _node.StartPodAsync("deaf", static config => config.Annotations[SimulatedAnnotations.IgnoresTermination] = "true");
        var patient = _node.StopAsync(id, graceSeconds: 600);

        await _node.StopAsync(id, graceSeconds: 0);

        await patient;
        (await _node.StatusAsync(id)).ExitCode.Should().Be(137);
    }

    [Fact]
    public async Task Starting_takes_as_long_as_asked()
    {
        var pod = SimulatedNode.Pod("slow");
        var sandbox = await _node.RunSandboxAsync(pod);
        var id = await _node.CreateAsync(sandbox, pod, static config => config.Annotations[SimulatedAnnotations.StartDelay] = "5s");

        var start = _node.StartAsync(id);
        var before = (await _node.StatusAsync(id)).State;
        _node.Time.Advance(TimeSpan.FromSeconds(5));
        await start;

        before.Should().Be(ContainerState.ContainerCreated);
        (await _node.StatusAsync(id)).State.Should().Be(ContainerState.ContainerRunning);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_an_exited_container()
    {
        var pod = SimulatedNode.Pod("broken");
        var sandbox = await _node.RunSandboxAsync(pod);
        var id = await _node.CreateAsync(sandbox, pod, static config => config.Annotations[SimulatedAnnotations.StartError] = "no such file");

        var act = async () => await _node.StartAsync(id);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unknown);
        var status = await _node.StatusAsync(id);
        (status.State, status.ExitCode, status.Reason, status.Message).Should().Be((ContainerState.ContainerExited, 128, "StartError", "no such file"));
    }

    [Fact]
    public async Task A_container_is_started_once()
    {
        var (_, id) = await _node.StartPodAsync("once");

        var act = async () => await _node.StartAsync(id);

        await act.Should().ThrowAsync<RpcException>();
    }

    [Fact]
    public async Task A_name_and_attempt_is_used_once_until_it_is_removed()
    {
        var (sandbox, id) = await _node.StartPodAsync("named");
        var act = async () => await _node.CreateAsync(sandbox, SimulatedNode.Pod("named"));

        (await act.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("is reserved for");
        await _node.Runtime.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = id }, cancellationToken: Cancellation);
        (await act()).Should().NotBe(id);
    }

    [Fact]
    public async Task Stop_and_remove_of_what_is_gone_succeed()
    {
        await _node.StopAsync("unknown");
        await _node.Runtime.RemoveContainerAsync(new RemoveContainerRequest { ContainerId = "unknown" }, cancellationToken: Cancellation);

        var act = async () => await _node.StatusAsync("unknown");

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_container_killed_for_memory_says_so()
    {
        var (_, id) = await _node.StartPodAsync("hog");

        _node.Simulated.OomKillContainer(id).Should().BeTrue();

        (await _node.StatusAsync(id)).Reason.Should().Be("OOMKilled");
    }

    [Fact]
    public async Task Commands_answer_and_time_out_by_the_injected_clock()
    {
        using var node = new SimulatedNode(new SimulatedRuntimeOptions
        {
            Exec = static command => command.Argv is ["sleep", ..]
                ? new SimulatedCommandResult { Duration = TimeSpan.FromSeconds(10) }
                : SimulatedCommands.Run(command),
        });
        var (_, id) = await node.StartPodAsync("exec");
        var echo = await node.Runtime.ExecSyncAsync(
            new ExecSyncRequest { ContainerId = id, Cmd = { "echo", "a", "b" } }, cancellationToken: Cancellation);
        var slow = node.Runtime.ExecSyncAsync(
            new ExecSyncRequest { ContainerId = id, Cmd = { "sleep", "10" }, Timeout = 1 }, cancellationToken: Cancellation);

        node.Time.Advance(TimeSpan.FromSeconds(1));

        echo.Stdout.ToStringUtf8().Should().Be("a b\n");
        var act = async () => await slow;
        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Usage_grows_with_the_injected_clock()
    {
        var (_, id) = await _node.StartPodAsync("busy", static config => config.Annotations[SimulatedAnnotations.CpuMilli] = "250");

        _node.Time.Advance(TimeSpan.FromSeconds(8));
        var response = await _node.Runtime.ContainerStatsAsync(new ContainerStatsRequest { ContainerId = id }, cancellationToken: Cancellation);

        response.Stats.Cpu.UsageCoreNanoSeconds.Should().Be(2_000_000_000);
        response.Stats.Cpu.UsageNanoCores.Should().Be(250_000_000);
    }

    [Fact]
    public async Task Resources_set_later_show_in_the_status()
    {
        var (_, id) = await _node.StartPodAsync("resized", static config => config.Linux = new LinuxContainerConfig
        {
            Resources = new LinuxContainerResources { CpuQuota = 10_000, MemoryLimitInBytes = 1 << 20 },
        });

        await _node.Runtime.UpdateContainerResourcesAsync(
            new UpdateContainerResourcesRequest { ContainerId = id, Linux = new LinuxContainerResources { CpuQuota = 50_000 } },
            cancellationToken: Cancellation);

        var resources = (await _node.StatusAsync(id)).Resources.Linux;
        (resources.CpuQuota, resources.MemoryLimitInBytes).Should().Be((50_000, 1 << 20));
    }

    [Fact]
    public async Task Output_is_kept_in_memory_and_written_where_asked()
    {
        using var directory = new TemporaryDirectory();
        using var node = new SimulatedNode(new SimulatedRuntimeOptions { WritesLogFiles = true });
        var pod = SimulatedNode.Pod("talker", config => config.LogDirectory = directory.Path);
        var sandbox = await node.RunSandboxAsync(pod);
        var id = await node.CreateAsync(sandbox, pod, static config =>
        {
            config.LogPath = "main/0.log";
            config.Annotations[SimulatedAnnotations.Output] = "hello";
        });
        await node.StartAsync(id);

        node.Simulated.WriteLog(id, "oops\n", isStderr: true);

        node.Simulated.ReadLog(id).Select(static line => line.Text).Should().Equal("hello", "oops");
        var file = await File.ReadAllLinesAsync(Path.Combine(directory.Path, "main", "0.log"), Cancellation);
        file.Should().Equal("2026-01-02T03:04:05Z stdout F hello", "2026-01-02T03:04:05Z stderr F oops");
    }
}
