using System.Text;
using Grpc.Core;
using MiniKube.Cri.Streams;

namespace MiniKube.EndToEnd.Tests.Containerd;

[Collection(SharedNode.Collection)]
public sealed class ExecTests(SharedNode shared) : IAsyncLifetime
{
    private string _container = "";
    private string _sandbox = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ContainerdTaskStreams Streams => shared.Node.Streams;

    public async ValueTask InitializeAsync()
        => (_sandbox, _container) = await shared.Node.StartPodAsync("exec-" + shared.NextNumber());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Output_error_output_and_exit_code_arrive_apart()
    {
        var (exitCode, stdout, stderr) = await RunAsync("echo out; echo err >&2; exit 3");

        (exitCode, stdout, stderr).Should().Be((3, "out\n", "err\n"));
    }

    [Fact]
    public async Task The_end_of_stdin_reaches_the_command()
    {
        var input = new byte[300_000];
        new Random(1).NextBytes(input);
        using var stdout = new MemoryStream();

        var exitCode = await Streams.ExecAsync(
            _container, ["cat"], new ContainerStdio { Stdin = new MemoryStream(input), Stdout = stdout }, Cancellation);

        exitCode.Should().Be(0);
        stdout.ToArray().Should().Equal(input);
    }

    [Fact]
    public async Task A_terminal_has_a_size_that_can_change()
    {
        using var stdout = new MemoryStream();
        var stdio = new ContainerStdio { Stdout = stdout, Tty = true, Resizes = Sizes() };

        var exitCode = await Streams.ExecAsync(
            _container, ["sh", "-c", "until [ \"$(stty size 2>/dev/null)\" = '33 101' ]; do sleep 0.05; done; tty; stty size; exit 4"], stdio, Cancellation);

        exitCode.Should().Be(4);
        Encoding.UTF8.GetString(stdout.ToArray()).Should().Be("/dev/pts/0\r\n33 101\r\n");

        static async IAsyncEnumerable<TerminalSize> Sizes()
        {
            yield return new TerminalSize(80, 24);
            await Task.Yield();
            yield return new TerminalSize(101, 33);
        }
    }

    [Fact]
    public async Task A_terminal_takes_input()
    {
        using var stdout = new MemoryStream();
        var stdio = new ContainerStdio { Stdin = new MemoryStream("echo $((6*7)) $TERM\nexit 5\n"u8.ToArray()), Stdout = stdout, Tty = true };

        var exitCode = await Streams.ExecAsync(_container, ["sh"], stdio, Cancellation);

        exitCode.Should().Be(5);
        Encoding.UTF8.GetString(stdout.ToArray()).Should().Contain("42 xterm");
    }

    [Fact]
    public async Task A_command_that_leaves_a_process_behind_ends_nevertheless()
    {
        var (exitCode, stdout, _) = await RunAsync("sleep 4711 & echo done");

        (exitCode, stdout).Should().Be((0, "done\n"));
    }

    [Fact]
    public async Task Cancelling_kills_the_command()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var stdout = new SignallingStream();
        var exec = Streams.ExecAsync(_container, ["sh", "-c", "echo up; exec sleep 815"], new ContainerStdio { Stdout = stdout }, source.Token);
        await stdout.Written.WaitAsync(Cancellation);

        await source.CancelAsync();

        var act = () => exec;
        await act.Should().ThrowAsync<Exception>();
        (await RunAsync("ps")).Stdout.Should().NotContain("sleep 815");
    }

    [Fact]
    public async Task A_caller_that_goes_away_ends_the_command()
    {
        var act = () => Streams.ExecAsync(_container, ["sh", "-c", "echo up; exec sleep 816"], new ContainerStdio { Stdout = new BrokenStream() }, Cancellation);

        await act.Should().ThrowAsync<IOException>();
        (await RunAsync("ps")).Stdout.Should().NotContain("sleep 816");
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_refused_with_its_name()
    {
        var act = () => Streams.ExecAsync(_container, ["/no/such/program"], new ContainerStdio { Stdout = new MemoryStream() }, Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("/no/such/program");
    }

    [Fact]
    public async Task A_container_that_does_not_exist_is_not_found()
    {
        var act = () => Streams.ExecAsync("nobody", ["true"], new ContainerStdio(), Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task No_pipe_is_left_over()
    {
        _ = await RunAsync("true");

        Directory.EnumerateFileSystemEntries(shared.Node.Daemon.FifoDirectory).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_of_the_pods_localhost_can_be_reached()
    {
        using var connection = new DuplexStream("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
        _ = await RunAsync("until wget -qO- http://127.0.0.1/; do sleep 0.05; done");

        await Streams.PortForwardAsync(_sandbox, 80, connection, Cancellation);

        connection.Received.Should().Contain("Hello from exec-");
    }

    [Fact]
    public async Task A_port_where_nobody_listens_refuses()
    {
        using var connection = new DuplexStream([]);

        var act = () => Streams.PortForwardAsync(_sandbox, 81, connection, Cancellation);

        (await act.Should().ThrowAsync<RpcException>()).Which.Status.Detail.Should().Contain("connection refused");
    }

    [Fact]
    public async Task The_streaming_server_is_told_of_the_end_of_input()
    {
        var streams = new CriUrlStreams(shared.Node.Invoker, TimeProvider.System);
        var sent = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000);
        using var stdin = new MemoryStream(sent);
        using var stdout = new MemoryStream();
        using var stderr = new MemoryStream();

        var exitCode = await streams.ExecAsync(
            _container, ["sh", "-c", "cat; echo end >&2"], new ContainerStdio { Stdin = stdin, Stdout = stdout, Stderr = stderr }, Cancellation);

        exitCode.Should().Be(0);
        stdout.ToArray().Should().Equal(sent);
        Encoding.UTF8.GetString(stderr.ToArray()).Should().Be("end\n");
    }

    [Fact]
    public async Task The_streaming_server_serves_exec_and_ports_too()
    {
        var streams = new CriUrlStreams(shared.Node.Invoker, TimeProvider.System);
        using var stdout = new MemoryStream();
        using var connection = new DuplexStream("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
        _ = await RunAsync("until wget -qO- http://127.0.0.1/; do sleep 0.05; done");

        var exitCode = await streams.ExecAsync(_container, ["sh", "-c", "echo hi; exit 6"], new ContainerStdio { Stdout = stdout }, Cancellation);
        await streams.PortForwardAsync(_sandbox, 80, connection, Cancellation);

        exitCode.Should().Be(6);
        Encoding.UTF8.GetString(stdout.ToArray()).Should().Be("hi\n");
        connection.Received.Should().Contain("Hello from exec-");
    }

    private async Task<(int ExitCode, string Stdout, string Stderr)> RunAsync(string script)
    {
        using var stdout = new MemoryStream();
        using var stderr = new MemoryStream();
        var exitCode = await Streams.ExecAsync(
            _container, ["sh", "-c", script], new ContainerStdio { Stdout = stdout, Stderr = stderr }, Cancellation);
        return (exitCode, Encoding.UTF8.GetString(stdout.ToArray()), Encoding.UTF8.GetString(stderr.ToArray()));
    }
}
